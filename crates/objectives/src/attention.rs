use crate::ObjectiveError;
use crate::visible::kl_of_scores;
use burn::tensor::{Bool, Tensor};

/// `KL(A_t‖A_s)` of a layer's attention patterns, `A = softmax(QKᵀ/√d)`, mean over heads.
///
/// Wang et al. 2020, "`MiniLM`: Deep Self-Attention Distillation", `L_AT`. Average it over the queries that are tokens.
///
/// # Shapes
/// `teacher`, `student`: scores before the softmax, scaled `[batch, heads, length, length]`; `hidden`: true where a
/// query must not see a key ([`hidden_keys`](crate::hidden_keys)) `[batch, length, length]`; out: a loss for each
/// query `[batch·length]`, in nats.
///
/// # Errors
/// [`ObjectiveError::Heads`] if the numbers of heads differ; use [`relation`](crate::relation) there.
pub fn attention(
    teacher: Tensor<4>,
    student: Tensor<4>,
    hidden: &Tensor<3, Bool>,
) -> Result<Tensor<1>, ObjectiveError> {
    let ([_, of_teacher, ..], [_, of_student, ..]) = (teacher.dims(), student.dims());
    if of_teacher != of_student {
        return Err(ObjectiveError::Heads { teacher: of_teacher, student: of_student });
    }
    Ok(kl_of_scores(teacher.inner(), student, hidden))
}
