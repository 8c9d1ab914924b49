use crate::ObjectiveError;
use crate::soften::{log_soft, sum_classes};
use burn::tensor::{Tensor, TensorData};

/// Universal logit distillation `Σ|sort↓ p − sort↓ q|`, the shorter side padded with zeros.
///
/// Boizard et al. 2024, "Towards Cross-Tokenizer Distillation: the Universal Logit Distillation Loss for LLMs". It
/// compares how probability is spread, not over what, so that the vocabularies need not be the same. No factor T².
///
/// Sorting happens on the host: Burn's sort has a gradient (a scatter), but on a GPU it reads the tensor back and
/// waits for it, which a tab cannot. Here both sides are read without waiting, and every student probability gets the
/// teacher's of equal rank put beside it, as a constant. The gradient is that of a difference, `sign(q − p)` through
/// the softmax.
///
/// # Shapes
/// `teacher`: `[rows, teacher's vocabulary]` logits; `student`: `[rows, student's vocabulary]` logits; out: `[rows]`,
/// from 0 to 2.
///
/// # Errors
/// [`ObjectiveError::Device`] if probabilities cannot be read back.
pub async fn uld(teacher: Tensor<2>, student: Tensor<2>, temperature: f64) -> Result<Tensor<1>, ObjectiveError> {
    let ([rows, of_teacher], [_, of_student]) = (teacher.dims(), student.dims());
    let q = log_soft(student, temperature).exp();
    let mut teachers = read(log_soft(teacher, temperature).exp()).await?;
    let students = read(q.clone()).await?;
    let (mut beside, mut beyond) = (Vec::with_capacity(students.len()), Vec::with_capacity(rows));
    for (p, q) in teachers.chunks_exact_mut(of_teacher).zip(students.chunks_exact(of_student)) {
        let rest = match_by_rank(p, q, &mut beside);
        beyond.push(rest);
    }
    let device = q.device().inner();
    let beside = Tensor::<2>::from_data(TensorData::new(beside, [rows, of_student]), &device);
    let beyond = Tensor::<1>::from_data(TensorData::new(beyond, [rows]), &device);
    Ok(sum_classes((q - beside).abs()) + beyond)
}

/// Appends for each of `q` the one of `p` with its rank; gives back the sum of those of `p` that `q` has no rank for.
pub(crate) fn match_by_rank(p: &mut [f32], q: &[f32], beside: &mut Vec<f32>) -> f32 {
    p.sort_unstable_by(|a, b| b.total_cmp(a));
    // Bits of floats that are not negative order like the floats; an id behind them makes the order one of whole numbers.
    let key = |(id, q): (usize, &f32)| (u64::from(q.to_bits()) << 32) | id as u64;
    let mut order: Vec<u64> = q.iter().enumerate().map(key).collect();
    order.sort_unstable_by(|a, b| b.cmp(a));
    let start = beside.len();
    beside.resize(start + q.len(), 0.0);
    for (key, &p) in order.iter().zip(p.iter()) {
        beside[start + (key & u64::from(u32::MAX)) as usize] = p;
    }
    p.iter().skip(q.len()).sum()
}

pub(crate) async fn read(probabilities: Tensor<2>) -> Result<Vec<f32>, ObjectiveError> {
    Ok(probabilities.inner().into_data_async().await?.try_into_vec_as::<f32>()?)
}
