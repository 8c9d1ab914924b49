//! Terms on what happens inside: hidden states and attention.

use super::batch::TokenBatch;
use super::teachers::flat;
use crate::EngineError;
use burn::tensor::{Bool, Tensor};
use stillroom_models::{DecoderTrace, LayerTrace};
use stillroom_objectives::{
    LayerStates, Projection, attention, even_layers, hidden_cosine, hidden_keys, hidden_mse, relation,
};
use stillroom_spec::{LayerPair, Objective};

/// Forward passes of student and first teacher over the same batch.
pub(crate) struct Features<'a> {
    pub(crate) student: &'a DecoderTrace,
    pub(crate) teacher: &'a DecoderTrace,
    pub(crate) batch: &'a TokenBatch,
}

/// How many projections the terms learn, in models of so many layers.
pub(crate) fn projections<'a>(
    objectives: impl Iterator<Item = &'a Objective>,
    (student, teacher): (usize, usize),
) -> usize {
    objectives.map(|objective| projections_of(objective, student, teacher)).sum()
}

fn projections_of(objective: &Objective, student: usize, teacher: usize) -> usize {
    match objective {
        Objective::HiddenCosine {} => 1,
        Objective::HiddenMse { layers } => layers.as_ref().map_or(even_layers(student, teacher).len(), Vec::len),
        _ => 0,
    }
}

impl Features<'_> {
    /// Loss of each token `[tokens]`; none if the objective looks at logits. Takes its projections off the front.
    pub(crate) fn per_token(
        &self,
        objective: &Objective,
        projections: &mut &[Projection],
    ) -> Result<Option<Tensor<1>>, EngineError> {
        let (mine, rest) = projections.split_at(projections_of(objective, self.student.layers.len(), self.layers()));
        *projections = rest;
        Ok(match objective {
            Objective::HiddenCosine {} => Some(self.cosine(mine)),
            Objective::HiddenMse { layers } => self.hidden_mse(layers.as_deref(), mine)?,
            Objective::Attention { layers } => Some(self.attention(layers.as_deref())?),
            Objective::Relation { layer, heads } => Some(self.relation(*layer, *heads)?),
            _ => None,
        })
    }

    fn layers(&self) -> usize {
        self.teacher.layers.len()
    }

    fn cosine(&self, projections: &[Projection]) -> Tensor<1> {
        let last = |trace: &DecoderTrace| flat(trace.hidden[trace.hidden.len() - 1].clone());
        let student = projections.iter().fold(last(self.student), |hidden, projection| projection.forward(hidden));
        hidden_cosine(last(self.teacher), student)
    }

    fn hidden_mse(
        &self,
        layers: Option<&[LayerPair]>,
        projections: &[Projection],
    ) -> Result<Option<Tensor<1>>, EngineError> {
        let even = even_layers(self.student.layers.len(), self.layers());
        let pairs = layers.unwrap_or(&even);
        let mut sum: Option<Tensor<1>> = None;
        for (pair, projection) in pairs.iter().zip(projections) {
            let (student, teacher) = self.pair(*pair, |trace, layer| trace.hidden.get(layer + 1))?;
            let loss = hidden_mse(flat(teacher.clone()), flat(student.clone()), projection);
            sum = Some(sum.map_or(loss.clone(), |sum| sum + loss));
        }
        Ok(sum.map(|sum| sum.div_scalar(pairs.len() as f64)))
    }

    fn attention(&self, layers: Option<&[LayerPair]>) -> Result<Tensor<1>, EngineError> {
        let last = [self.last()];
        let pairs = layers.unwrap_or(&last);
        let hidden = self.hidden_keys();
        let mut sum: Option<Tensor<1>> = None;
        for pair in pairs {
            let (student, teacher) = self.pair(*pair, |trace, layer| trace.layers.get(layer))?;
            let loss = attention(scores(teacher), scores(student), &hidden)?;
            sum = Some(sum.map_or(loss.clone(), |sum| sum + loss));
        }
        let sum = sum.ok_or(EngineError::State("`attention` names no layer"))?;
        Ok(sum.div_scalar(pairs.len() as f64))
    }

    fn relation(&self, layer: Option<LayerPair>, heads: usize) -> Result<Tensor<1>, EngineError> {
        let pair = layer.unwrap_or(self.last());
        let (student, teacher) = self.pair(pair, |trace, layer| trace.layers.get(layer))?;
        Ok(relation(states(teacher), states(student), heads, &self.hidden_keys())?)
    }

    fn last(&self) -> LayerPair {
        LayerPair { student: self.student.layers.len() - 1, teacher: self.layers() - 1 }
    }

    fn pair<'t, T>(
        &'t self,
        pair: LayerPair,
        of: impl Fn(&'t DecoderTrace, usize) -> Option<&'t T>,
    ) -> Result<(&'t T, &'t T), EngineError> {
        let missing = EngineError::State("an objective names a layer that the model does not have");
        of(self.student, pair.student).zip(of(self.teacher, pair.teacher)).ok_or(missing)
    }

    /// True where a token must not look `[rows, length, length]`: ahead, and into other documents.
    fn hidden_keys(&self) -> Tensor<3, Bool> {
        let [rows, length] = self.batch.shape;
        let ahead = hidden_keys(Tensor::ones([rows, length], &self.batch.mask.device()), true);
        let Some(segments) = &self.batch.input.segments else { return ahead };
        let shape = [rows, length, length];
        let query = segments.clone().reshape([rows, length, 1]).expand(shape);
        ahead.bool_or(query.not_equal(segments.clone().reshape([rows, 1, length]).expand(shape)))
    }
}

/// `QKᵀ/√d` `[rows, heads, length, length]`, keys repeated for the queries that share them.
fn scores(layer: &LayerTrace) -> Tensor<4> {
    let [rows, heads, length, width] = layer.query.dims();
    let [_, shared, ..] = layer.key.dims();
    let key = layer.key.clone().reshape([rows, shared, 1, length, width]);
    let key = key.expand([rows, shared, heads / shared, length, width]).reshape([rows, heads, length, width]);
    layer.query.clone().matmul(key.swap_dims(2, 3)).div_scalar((width as f64).sqrt())
}

/// Heads side by side `[rows, length, width]`.
fn states(layer: &LayerTrace) -> LayerStates {
    let beside = |heads: &Tensor<4>| {
        let [rows, count, length, width] = heads.dims();
        heads.clone().swap_dims(1, 2).reshape([rows, length, count * width])
    };
    LayerStates { query: beside(&layer.query), key: beside(&layer.key), value: beside(&layer.value) }
}
