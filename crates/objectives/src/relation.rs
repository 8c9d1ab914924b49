use crate::ObjectiveError;
use crate::visible::kl_of_scores;
use burn::tensor::{Bool, Tensor};

/// Queries, keys and values of one layer, the heads side by side: what the three linear maps give, before the split.
#[derive(Debug, Clone)]
pub struct LayerStates {
    /// `[batch, length, width]`.
    pub query: Tensor<3>,
    /// `[batch, length, width]`; narrower where heads share keys.
    pub key: Tensor<3>,
    /// `[batch, length, width]`; narrower where heads share values.
    pub value: Tensor<3>,
}

/// KL of the relations of queries, of keys and of values, `R(X) = softmax(XXᵀ/√d)`, mean over heads, summed over the
/// three.
///
/// Wang et al. 2021, "`MiniLMv2`: Multi-Head Self-Attention Relation Distillation". The states are split into
/// `relation_heads` anew, so that neither widths nor heads of the two models need agree; d is the width of a relation
/// head on each side. A causal model's relations are masked like its attention. Average over the queries that are
/// tokens.
///
/// # Shapes
/// `hidden`: true where a query must not see a key ([`hidden_keys`](crate::hidden_keys)) `[batch, length, length]`;
/// out: a loss for each query `[batch·length]`, in nats.
///
/// # Errors
/// [`ObjectiveError::RelationHeads`] if the relation heads do not divide a width.
pub fn relation(
    teacher: LayerStates,
    student: LayerStates,
    relation_heads: usize,
    hidden: &Tensor<3, Bool>,
) -> Result<Tensor<1>, ObjectiveError> {
    let of = |teacher: Tensor<3>, student: Tensor<3>| -> Result<Tensor<1>, ObjectiveError> {
        let teacher = relations(teacher.inner(), relation_heads)?;
        Ok(kl_of_scores(teacher, relations(student, relation_heads)?, hidden))
    };
    let queries = of(teacher.query, student.query)?;
    Ok(queries + of(teacher.key, student.key)? + of(teacher.value, student.value)?)
}

/// `XXᵀ/√d` of each relation head `[batch, heads, length, length]`.
fn relations(states: Tensor<3>, heads: usize) -> Result<Tensor<4>, ObjectiveError> {
    let [batch, length, width] = states.dims();
    if heads == 0 || !width.is_multiple_of(heads) {
        return Err(ObjectiveError::RelationHeads { heads, width });
    }
    let split = states.reshape([batch, length, heads, width / heads]).swap_dims(1, 2);
    let scale = ((width / heads) as f64).sqrt().recip();
    Ok(split.clone().mul_scalar(scale).matmul(split.swap_dims(2, 3)))
}
