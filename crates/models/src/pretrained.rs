//! A pretrained encoder with a head for classes, and which of its weights may learn.

use crate::decoder::empty_linear;
use crate::init::{glorot, seed_within};
use crate::{HeadActivation, HeadShape, Input, TextEncoder, TextEncoderInput, mean_pooling};
use burn::module::{Lora, Module, ParamGroup};
use burn::nn::Linear;
use burn::tensor::Tensor;

/// Where the adapters of [`PretrainedEncoder::with_adapters`] are found among the parameters.
const ADAPTER: [&str; 2] = ["lora", "a"];

/// An encoder and what turns its hidden states into one logit per class: its own classifier on the first token, or a
/// linear layer on the mean over the tokens.
#[derive(Module, Debug)]
pub struct PretrainedEncoder {
    body: TextEncoder,
    mean: Option<Linear>,
}

impl PretrainedEncoder {
    /// An encoder with the classifier that it has.
    ///
    /// # Panics
    /// If it has none.
    pub fn own(body: TextEncoder) -> Self {
        assert!(body.shape().head.is_some(), "an encoder without a classifier needs a new one");
        Self { body, mean: None }
    }

    /// A new classifier on the first token, as BERT's: a layer with tanh and one without. Its weights depend on `seed`
    /// alone.
    pub fn with_first(body: TextEncoder, classes: usize, seed: u64) -> Self {
        let body = body.with_head(Some(HeadShape { classes, activation: HeadActivation::Tanh }));
        Self { body, mean: None }.seeded(seed)
    }

    /// A new linear layer on the mean over the tokens. Its weights depend on `seed` alone.
    pub fn with_mean(body: TextEncoder, classes: usize, seed: u64) -> Self {
        let body = body.with_head(None);
        let mean = Some(empty_linear(body.shape().width, classes, true, &body.device()));
        Self { body, mean }.seeded(seed)
    }

    fn seeded(self, seed: u64) -> Self {
        let is_head = |path: &[String]| path.iter().any(|name| name == "head" || name == "mean");
        seed_within(self, seed, |path, _, shape| is_head(path).then(|| glorot(shape)))
    }

    /// The encoder.
    pub fn body(&self) -> &TextEncoder {
        &self.body
    }

    /// The layer on the mean, where there is one.
    pub fn mean_head(&self) -> Option<&Linear> {
        self.mean.as_ref()
    }

    /// The head alone learns: what it reads does not change, see [`Self::features`].
    pub fn with_frozen_body(mut self) -> Self {
        self.body = self.body.freeze_body();
        self
    }

    /// Everything learns, with dropout.
    pub fn with_dropout(mut self, probability: f64) -> Self {
        self.body = self.body.with_dropout(probability);
        self
    }

    /// The head learns, and a product of two narrow matrices that is added to each query and value matrix, scaled by
    /// `alpha / rank` (Hu et al. 2021, `LoRA`). The first of them depends on `seed` alone, the second begins at 0.
    pub fn with_adapters(self, rank: usize, alpha: f64, seed: u64) -> Self {
        let adapted = (0..self.body.shape().layers)
            .flat_map(|layer| ["query", "value"].map(|name| format!("blocks.{layer}.attention.{name}.weight")))
            .collect::<Vec<_>>();
        let Self { body, mean } = self.with_frozen_body();
        let body = body.adapt(Lora::new(rank, alpha).set_param_group(ParamGroup::from_paths(adapted)));
        // Uniform with a standard deviation of 1 / rank, which Burn draws from a normal distribution on the device.
        let bound = 3.0_f32.sqrt() / rank as f32;
        let is_adapter = |path: &[String]| path.iter().rev().take(2).rev().map(String::as_str).eq(ADAPTER);
        seed_within(Self { body, mean }, seed, |path, _, _| is_adapter(path).then_some(bound))
    }

    /// Adapters become part of the matrices that they were added to.
    pub fn merged(self) -> Self {
        self.materialize()
    }

    /// What the head reads: the mean over the tokens, or the first token's hidden state.
    ///
    /// # Shapes
    /// `[rows, length]` to `[rows, width]`.
    pub fn features(&self, input: &Input) -> Tensor<2> {
        let hidden = self.body.hidden(&TextEncoderInput::new(input.ids.clone(), input.mask.clone()));
        if self.mean.is_some() { mean_pooling(hidden, &input.mask) } else { TextEncoder::first_token(hidden) }
    }

    /// # Shapes
    /// `[rows, length]`, or the features where they are known `[rows, width]`, to `[rows, classes]`.
    ///
    /// # Panics
    /// Never: there is a layer on the mean, or a head.
    pub fn forward(&self, input: &Input) -> Tensor<2> {
        let features = input.features.clone().unwrap_or_else(|| self.features(input));
        match &self.mean {
            Some(head) => head.forward(features),
            None => self.body.classify(features).expect("an encoder without a layer on the mean has its own head"),
        }
    }
}
