//! A finished student: texts in, logits out.

use crate::corpus::input;
use crate::predictor::EVALUATION_BATCH;
use crate::text::TextEncoder;
use crate::{EngineError, LabelledText};
use burn::module::Module;
use burn::tensor::Device;
use stillroom_formats::{FormatError, StudentPackage};
use stillroom_models::{Classifier, load_parameters, read_values};
use stillroom_spec::{ErrorCode, ErrorReport, Metrics};

/// A student ready to predict.
pub struct Student {
    model: Classifier,
    encoder: TextEncoder,
    classes: Vec<String>,
    device: Device,
}

impl Student {
    /// Builds the network and fills in the weights.
    ///
    /// # Errors
    /// [`EngineError::Format`] if weights or tokenizer do not fit the manifest.
    pub fn from_package(package: &StudentPackage, device: &Device) -> Result<Self, EngineError> {
        let manifest = &package.manifest;
        let encoder = TextEncoder::load(&manifest.model, package.tokenizer.as_deref())?;
        check_size(package)?;
        let model = Classifier::init(&manifest.model, manifest.ids, manifest.classes.len(), 0, device);
        let model = load_parameters(model, &package.weights).map_err(|why| weights(&why))?.valid();
        Ok(Self { model, encoder, classes: manifest.classes.clone(), device: device.clone() })
    }

    /// Class names in the order of the logits.
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// Logits of each text, `[texts][classes]`.
    ///
    /// # Errors
    /// [`EngineError::Device`] if the device cannot be read.
    pub async fn logits(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, EngineError> {
        let mut all = Vec::with_capacity(texts.len());
        for chunk in texts.chunks(EVALUATION_BATCH) {
            let rows: Vec<Vec<u32>> = chunk.iter().map(|t| self.encoder.encode(t)).collect::<Result<_, _>>()?;
            let rows: Vec<&[u32]> = rows.iter().map(Vec::as_slice).collect();
            let values = read_values(self.model.forward(&input(&rows, self.encoder.frame(), &self.device))).await?;
            all.extend(values.chunks(self.classes.len()).map(<[f32]>::to_vec));
        }
        Ok(all)
    }

    /// Metrics over rows with labels, as [`read_rows`](crate::read_rows) gives them.
    ///
    /// # Errors
    /// [`EngineError::Recipe`] naming a label that is none of the student's classes, [`EngineError::Device`] as above.
    pub async fn evaluate(&self, rows: &[LabelledText]) -> Result<Metrics, EngineError> {
        let labels = rows.iter().map(|row| self.class(&row.label)).collect::<Result<Vec<usize>, EngineError>>()?;
        let texts: Vec<&str> = rows.iter().map(|row| row.text.as_str()).collect();
        let logits = self.logits(&texts).await?.concat();
        Ok(stillroom_eval::metrics(&logits, self.classes.len(), &labels, None))
    }

    fn class(&self, label: &str) -> Result<usize, EngineError> {
        let unknown = || {
            ErrorReport::new(
                ErrorCode::Student,
                format!("The data has the label `{label}`, which the student does not know."),
                format!("It knows {}. Choose the label column, or correct the label.", self.classes.join(", ")),
            )
        };
        Ok(self.classes.iter().position(|class| class == label).ok_or_else(unknown)?)
    }
}

/// Compares the weights in the file with those of the shape it claims, before anything of that shape is made.
fn check_size(package: &StudentPackage) -> Result<(), EngineError> {
    let manifest = &package.manifest;
    let expected = Classifier::size(&manifest.model, manifest.ids, manifest.classes.len());
    let found: usize = package.weights.iter().map(|tensor| tensor.values.len()).sum();
    if found == expected {
        return Ok(());
    }
    Err(weights(&format!("it holds {found} weights, but a network of its shape has {expected}")).into())
}

fn weights(why: &str) -> FormatError {
    FormatError::Safetensors { file: "model.safetensors".into(), why: why.into() }
}
