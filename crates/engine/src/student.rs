//! A finished student: texts in, logits out.

use crate::EngineError;
use crate::corpus::input;
use crate::predictor::EVALUATION_BATCH;
use crate::text::TextEncoder;
use burn::module::Module;
use burn::tensor::Device;
use stillroom_formats::{FormatError, StudentPackage};
use stillroom_models::{Classifier, load_parameters, read_values};
use stillroom_spec::Metrics;

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
            let rows: Vec<Vec<u32>> = chunk.iter().map(|t| self.encoder.encode(t)).collect();
            let rows: Vec<&[u32]> = rows.iter().map(Vec::as_slice).collect();
            let values = read_values(self.model.forward(&input(&rows, &self.device))).await?;
            all.extend(values.chunks(self.classes.len()).map(<[f32]>::to_vec));
        }
        Ok(all)
    }

    /// Metrics over `(text, class)` rows.
    ///
    /// # Errors
    /// [`EngineError::State`] if a label is none of the student's classes, [`EngineError::Device`] as above.
    pub async fn evaluate(&self, rows: &[(&str, &str)]) -> Result<Metrics, EngineError> {
        let class = |(_, label): &(&str, &str)| self.classes.iter().position(|c| c == label);
        let labels: Option<Vec<usize>> = rows.iter().map(class).collect();
        let labels = labels.ok_or(EngineError::State("the data has a label that the student does not know"))?;
        let texts: Vec<&str> = rows.iter().map(|r| r.0).collect();
        let logits = self.logits(&texts).await?.concat();
        Ok(stillroom_eval::metrics(&logits, self.classes.len(), &labels, None))
    }
}

fn weights(why: &str) -> FormatError {
    FormatError::Safetensors { file: "model.safetensors".into(), why: why.into() }
}
