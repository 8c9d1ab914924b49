//! `AdamW` with decay groups, accumulation and clipping by the global norm.

use crate::EngineError;
use crate::gradients::{global_norm, scale};
use crate::loss::Loss;
use burn::module::{Module, ParamGroup};
use burn::optim::{AdamWConfig, GradientsAccumulator, GradientsParams, ModuleOptimizer};
use burn::tensor::Tensor;
use stillroom_models::{decayed_parameters, read_values};
use stillroom_spec::TrainRecipe;

/// Added to the norm before dividing by it, as in `torch.nn.utils.clip_grad_norm_`.
const CLIP_EPSILON: f64 = 1e-6;

/// Moves weights.
pub(crate) struct Optimizer {
    adamw: ModuleOptimizer,
    clip_norm: f64,
}

/// Gradients of a window and the loss that they come from.
#[derive(Default)]
pub(crate) struct Update {
    gradients: GradientsParams,
    parts: Vec<Tensor<1>>,
}

/// What was read back of an update.
pub(crate) struct Measured {
    pub(crate) loss: f64,
    pub(crate) parts: Vec<f64>,
    pub(crate) grad_norm: f64,
}

impl Optimizer {
    /// Decay applies to the matrices of linear layers, and to those of the paths in `decayed_too`.
    pub(crate) fn new<M: Module>(model: &M, recipe: &TrainRecipe, decayed_too: &[&str]) -> Self {
        let config = |weight_decay| {
            AdamWConfig::new()
                .with_beta_1(recipe.beta1 as f32)
                .with_beta_2(recipe.beta2 as f32)
                .with_epsilon(recipe.epsilon as f32)
                .with_weight_decay(weight_decay)
        };
        let mut paths = decayed_parameters(model);
        paths.extend(decayed_too.iter().map(|&path| path.to_owned()));
        let decayed = ParamGroup::from_paths(paths);
        let adamw = config(0.0).init().with_group(decayed, config(recipe.weight_decay as f32).build(), None);
        Self { adamw, clip_norm: recipe.clip_norm }
    }

    /// Clips to the recipe's norm, then takes the step.
    pub(crate) fn apply<M: Module>(&mut self, model: &mut M, update: Update, norm: f64, learning_rate: f64) {
        let mut gradients = update.gradients;
        if norm > self.clip_norm {
            scale(model, &mut gradients, self.clip_norm / (norm + CLIP_EPSILON));
        }
        *model = self.adamw.step(learning_rate, model.clone(), gradients);
    }
}

impl Update {
    /// Goes back through a micro-batch's loss and adds its gradients.
    pub(crate) fn add<M: Module>(&mut self, model: &M, loss: Loss) {
        let new = GradientsParams::from_grads(loss.total.backward(), model);
        self.take(model, new, loss.parts);
    }

    /// Adds gradients that come from elsewhere, and what the loss was made of.
    pub(crate) fn take<M: Module>(&mut self, model: &M, new: GradientsParams, parts: Vec<Tensor<1>>) {
        let old = std::mem::take(&mut self.gradients);
        self.gradients = if old.is_empty() { new } else { sum(model, old, new) };
        let parts = parts.into_iter().map(Tensor::inner);
        self.parts = if self.parts.is_empty() {
            parts.collect()
        } else {
            std::mem::take(&mut self.parts).into_iter().zip(parts).map(|(a, b)| a + b).collect()
        };
    }

    /// Reads loss and norm of the whole window back, in one transfer.
    ///
    /// `weights` are those of the loss's terms.
    pub(crate) async fn measure<M: Module>(&self, model: &M, weights: &[f64]) -> Result<Measured, EngineError> {
        let norm = global_norm(model, &self.gradients);
        let norm = norm.ok_or(EngineError::State("the model has nothing to train"))?;
        let all = self.parts.iter().cloned().chain([norm]).collect();
        let mut values: Vec<f64> = read_values(Tensor::cat(all, 0)).await?.into_iter().map(f64::from).collect();
        let grad_norm = values.pop().unwrap_or_default();
        let loss = weights.iter().zip(&values).map(|(weight, value)| weight * value).sum();
        Ok(Measured { loss, parts: values, grad_norm })
    }
}

fn sum<M: Module>(model: &M, a: GradientsParams, b: GradientsParams) -> GradientsParams {
    let mut accumulator = GradientsAccumulator::new();
    accumulator.accumulate(model, a);
    accumulator.accumulate(model, b);
    accumulator.grads()
}

#[cfg(test)]
mod tests;
