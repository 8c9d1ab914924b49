//! The pretrained teacher as the run fitted it, to keep.

use crate::plan::Role;
use crate::{Engine, EngineError, Host};
use stillroom_formats::{EncoderCheckpoint, to_safetensors};
use stillroom_models::{Classifier, NamedTensor, PretrainedEncoder, named_parameters, read_values};
use stillroom_spec::Tuning;

const CONFIG: &str = "config.json";
const WEIGHTS: &str = "model.safetensors";
const HEAD: &str = "head.safetensors";
const TOKENIZER: &str = "tokenizer.json";

impl<H: Host> Engine<H> {
    /// The files of a pretrained teacher that this run has fitted, adapters merged: in Hugging Face's layout, and a
    /// linear layer on the mean over the tokens in `head.safetensors`, `weight` `[classes, width]` and `bias`. None where
    /// there is no such teacher.
    ///
    /// # Errors
    /// [`EngineError::Device`] if the weights cannot be read back.
    pub async fn fitted_teacher(&self) -> Result<Option<Vec<(&'static str, Vec<u8>)>>, EngineError> {
        let Some(adopted) = self.adopted.as_ref().filter(|adopted| adopted.tuning() != Tuning::None {}) else {
            return Ok(None);
        };
        let Some(Classifier::Pretrained(network)) = self.cast.of(Role::Teacher).first().map(|t| &t.model) else {
            return Ok(None);
        };
        let (vocabulary, padding) = adopted.ids()?;
        let files = self.checkpoint(network, vocabulary, padding).await?.to_hugging_face()?;
        let mut all = vec![(CONFIG, files.config.into_bytes()), (WEIGHTS, files.weights)];
        all.extend(head(network).await?.map(|bytes| (HEAD, bytes)));
        all.extend(adopted.tokenizer_json().map(|json| (TOKENIZER, json.as_bytes().to_vec())));
        Ok(Some(all))
    }

    async fn checkpoint(
        &self,
        network: &PretrainedEncoder,
        vocabulary: usize,
        padding: u32,
    ) -> Result<EncoderCheckpoint, EngineError> {
        let shape = network.body().shape().clone();
        let labels = if shape.head.is_some() { self.data.dataset.classes.clone() } else { Vec::new() };
        Ok(EncoderCheckpoint { shape, vocabulary, padding, labels, weights: named_parameters(network.body()).await? })
    }
}

/// The layer on the mean as torch has it, from outputs to inputs.
async fn head(network: &PretrainedEncoder) -> Result<Option<Vec<u8>>, EngineError> {
    let Some(layer) = network.mean_head() else { return Ok(None) };
    let weight = layer.weight.val().transpose();
    let shape = weight.dims().to_vec();
    let mut tensors = vec![NamedTensor { name: "weight".into(), shape, values: read_values(weight).await? }];
    if let Some(bias) = &layer.bias {
        let (shape, values) = (bias.val().dims().to_vec(), read_values(bias.val()).await?);
        tensors.push(NamedTensor { name: "bias".into(), shape, values });
    }
    Ok(Some(to_safetensors(&tensors, &[("format", "pt")])?))
}
