use crate::soften::{LEFT_OUT, log_soft, sum_classes};
use burn::tensor::activation::log_softmax;
use burn::tensor::{IndexingUpdateOp, Int, Tensor};

/// Stands for the logarithm of no probability: its power is 0 in f32, and f16 can hold it.
const NOTHING: f64 = -1e4;

/// What is kept of a teacher's distribution at a temperature: its likeliest tokens, and one bucket for all others.
///
/// The logarithms may have been stored in f16: each row is brought back to a sum of 1 over its k + 1 buckets.
#[derive(Debug, Clone)]
pub struct TopK {
    /// Ids of the likeliest tokens, each once `[rows, k]`.
    pub ids: Tensor<2, Int>,
    /// Their log-probabilities `[rows, k]`.
    pub log_p: Tensor<2>,
    /// Logarithm of the probability of all others `[rows]`; −10⁴ where there is none.
    pub log_tail: Tensor<1>,
}

impl TopK {
    /// Truncates to the `k` likeliest tokens, all if there are no more.
    ///
    /// # Shapes
    /// `logits`: `[rows, classes]`.
    pub fn of(logits: Tensor<2>, k: usize, temperature: f64) -> Self {
        let [rows, classes] = logits.dims();
        let log_all = log_soft(logits, temperature);
        let (log_p, ids) = log_all.clone().topk_with_indices(k.min(classes), 1);
        let left_out = spread(&ids, log_p.full_like(-LEFT_OUT), classes);
        let log_tail = log_rest(log_all, left_out).clamp_min(NOTHING).reshape([rows]);
        Self { ids, log_p, log_tail }
    }

    /// Log-probabilities that sum to 1 over the k tokens and the tail `[rows, k]`, `[rows, 1]`.
    fn normalised(&self) -> (Tensor<2>, Tensor<2>) {
        let [rows, k] = self.log_p.dims();
        let tail = self.log_tail.clone().reshape([rows, 1]);
        let all = log_softmax(Tensor::cat(vec![self.log_p.clone(), tail], 1), 1).inner();
        (all.clone().narrow(1, 0, k), all.narrow(1, k, 1))
    }
}

/// `T²·KL` between the buckets: each of the teacher's k tokens and, as one, all others, on both sides.
///
/// With all tokens kept it is [`forward_kl`](crate::forward_kl). Renormalising the k tokens on one side alone would ask
/// the student to give the others nothing. T is the temperature that the teacher was truncated at.
///
/// # Shapes
/// `student`: `[rows, classes]` logits; out: `[rows]`, in nats.
pub fn top_k_kl(teacher: &TopK, student: Tensor<2>, temperature: f64) -> Tensor<1> {
    let [rows, classes] = student.dims();
    let (log_p, log_tail) = teacher.normalised();
    let (p, tail) = (log_p.clone().exp(), log_tail.clone().exp());
    let left_out = spread(&teacher.ids, log_p.full_like(-LEFT_OUT), classes);
    let log_q = log_soft(student, temperature);
    let log_rest = log_rest(log_q.clone(), left_out);
    // Σ p log p has k terms: only Σ p log q goes over all classes.
    let certain = sum_classes(p.clone() * log_p) + (tail.clone() * (log_tail - log_rest)).reshape([rows]);
    let crossed = sum_classes(spread(&teacher.ids, p, classes) * log_q);
    (certain - crossed).mul_scalar(temperature * temperature)
}

/// Values at their ids, 0 elsewhere `[rows, classes]`. Only constants are scattered: no gradient passes here.
fn spread(ids: &Tensor<2, Int>, values: Tensor<2>, classes: usize) -> Tensor<2> {
    let [rows, _] = values.dims();
    Tensor::zeros([rows, classes], &values.device()).scatter(1, ids.clone(), values, IndexingUpdateOp::Add)
}

/// Logarithm of the probability of all classes that are not left out `[rows, 1]`; hugely negative if all are.
fn log_rest(log_all: Tensor<2>, left_out: Tensor<2>) -> Tensor<2> {
    let others = log_all + left_out;
    let largest = others.clone().detach().max_dim(1);
    (others - largest.clone()).exp().sum_dim(1).log() + largest
}
