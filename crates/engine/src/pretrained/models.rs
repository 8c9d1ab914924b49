use super::PretrainedModel;
use std::collections::BTreeMap;
use std::rc::Rc;
use stillroom_spec::{ErrorCode, ErrorReport, ModelCard, ModelSource};

/// The pretrained models at hand, by the names that recipes know them by.
#[derive(Debug, Clone, Default)]
pub struct Models(BTreeMap<String, Rc<PretrainedModel>>);

impl Models {
    /// Puts a model in, in the place of any other of the name.
    pub fn insert(&mut self, name: &str, model: PretrainedModel) {
        self.0.insert(name.into(), Rc::new(model));
    }

    /// Takes a model out.
    pub fn remove(&mut self, name: &str) {
        self.0.remove(name);
    }

    /// What is there.
    pub fn cards(&self) -> impl Iterator<Item = &ModelCard> {
        self.0.values().map(|model| model.card())
    }

    /// The model that a recipe means.
    ///
    /// # Errors
    /// [`ErrorCode::Recipe`] if it is not there, or another one is.
    pub fn get(&self, source: &ModelSource) -> Result<&Rc<PretrainedModel>, ErrorReport> {
        let missing = || {
            let message = format!("The recipe's teacher `{}` is not at hand.", source.name);
            ErrorReport::new(ErrorCode::Recipe, message, "Open the model first, or choose another teacher.")
        };
        let model = self.0.get(&source.name).ok_or_else(missing)?;
        model.check(source)?;
        Ok(model)
    }
}
