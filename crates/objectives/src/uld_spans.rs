use crate::ObjectiveError;
use crate::soften::{log_soft, one_hot, sum_classes};
use crate::uld::{match_by_rank, read};
use burn::tensor::{Int, Tensor, TensorData};
use std::ops::Range;

/// Rows of both sides whose next tokens cover the same text and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Rows of the teacher, at least one.
    pub teacher: Range<usize>,
    /// Rows of the student, at least one.
    pub student: Range<usize>,
}

/// Logits, and the token that follows each row in the text.
#[derive(Debug, Clone)]
pub struct Followed {
    /// `[rows, classes]`.
    pub logits: Tensor<2>,
    /// `[rows]`, below `classes`.
    pub next: Vec<usize>,
}

/// Universal logit distillation where two tokenizers cut a text differently: `Σ|sort↓ P − sort↓ Q|` of each span, the
/// shorter side padded with zeros.
///
/// `P(v) = p₁(v)·Π p_j(y_j)`, j from 2: what may stand first in the span, times the probability of the tokens that do
/// follow in it; likewise Q. So both sides give the whole span's text the probability that it has for them. This is the
/// rule "observed", the default, of GOLD's `ULDLoss._merge_probabilities_with_alignment_groups` (Patiño et al. 2025,
/// "Unlocking On-Policy Distillation for Any Model Family"; TRL, `trl.experimental.gold`). Probabilities are taken at
/// the temperature, as there. Where every span is one token of both it is [`uld`](crate::uld).
///
/// As in `uld` both sides are read without waiting, sorted on the host, and the student's gradient is that of a
/// difference: with `d = Q − sorted P` it is `sign(d)·∂Q`. Here `Q` is a product over rows, and
/// `∂Q(v) = c·∂q₁(v) + Q(v)·Σ ∂ log q_j(x_j)` with `c = Π q_j(x_j)`. Its factors are constants of the host, so that the
/// device only multiplies: nothing is gathered there, and nothing scattered.
///
/// # Shapes
/// Out: `[rows]` of the student; a span's loss stands at its first row, and all other rows are 0. A row that counts
/// needs the same weight in all rows of its span.
///
/// # Errors
/// [`ObjectiveError::Device`] if probabilities cannot be read back.
pub async fn uld_spans(
    teacher: &Followed,
    student: &Followed,
    spans: &[Span],
    temperature: f64,
) -> Result<Tensor<1>, ObjectiveError> {
    let log_q = log_soft(student.logits.clone(), temperature);
    let q = log_q.clone().exp();
    let mut p = read(log_soft(teacher.logits.clone(), temperature).exp()).await?;
    let values = read(q.clone()).await?;
    let mut slopes = Slopes::new(student.logits.dims());
    for span in spans {
        slopes.add(span, (&mut p, &teacher.next), (&values, &student.next));
    }
    Ok(slopes.on_device(q, log_q, &student.next))
}

/// The loss of each row, and what it changes by.
struct Slopes {
    shape: [usize; 2],
    loss: Vec<f32>,
    /// By `q` of a span's first row `[rows, classes]`.
    by_first: Vec<f32>,
    /// By the logarithm of the following token's probability `[rows]`.
    by_next: Vec<f32>,
}

impl Slopes {
    fn new([rows, classes]: [usize; 2]) -> Self {
        let zeros = |count| vec![0.0; count];
        Self { shape: [rows, classes], loss: zeros(rows), by_first: zeros(rows * classes), by_next: zeros(rows) }
    }

    fn add(&mut self, span: &Span, (p, y): (&mut [f32], &[usize]), (q, x): (&[f32], &[usize])) {
        let (own, others) = (self.shape[1], p.len() / y.len().max(1));
        let of_teacher = following(p, y, others, &span.teacher);
        let of_student = following(q, x, own, &span.student);
        let first = span.student.start;
        let row = &mut p[span.teacher.start * others..][..others];
        row.iter_mut().for_each(|p| *p = (f64::from(*p) * of_teacher) as f32);
        let joint: Vec<f32> = q[first * own..][..own].iter().map(|&q| (f64::from(q) * of_student) as f32).collect();
        let mut beside = Vec::with_capacity(own);
        let mut loss = f64::from(match_by_rank(row, &joint, &mut beside));
        let mut by_scale = 0.0;
        for ((slope, &q), &p) in self.by_first[first * own..].iter_mut().zip(&joint).zip(&beside) {
            let sign = if q == p { 0.0 } else { f64::from((q - p).signum()) };
            loss += f64::from((q - p).abs());
            by_scale += sign * f64::from(q);
            *slope = (sign * of_student) as f32;
        }
        self.loss[first] = loss as f32;
        self.by_next[first + 1..span.student.end].fill(by_scale as f32);
    }

    /// Rows of the loss with their gradient.
    fn on_device(self, q: Tensor<2>, log_q: Tensor<2>, next: &[usize]) -> Tensor<1> {
        let ([rows, classes], device) = (self.shape, q.device().inner());
        let by_first = Tensor::<2>::from_data(TensorData::new(self.by_first, self.shape), &device);
        let loss = Tensor::<1>::from_data(TensorData::new(self.loss, [rows]), &device);
        let mut moves = sum_classes(q * by_first);
        if self.by_next.iter().any(|&slope| slope != 0.0) {
            let by_next = Tensor::<1>::from_data(TensorData::new(self.by_next, [rows]), &device);
            let ids: Vec<i32> = next.iter().map(|&id| id as i32).collect();
            let ids = Tensor::<1, Int>::from_data(TensorData::new(ids, [rows]), &device);
            moves = moves + sum_classes(log_q * one_hot(ids, classes)) * by_next;
        }
        // Its value is the loss's, its gradient that of `moves`.
        moves.clone() - moves.detach() + loss
    }
}

/// `Π p_j(y_j)` over the rows of a span but the first; 1 where there is no other.
fn following(p: &[f32], next: &[usize], classes: usize, rows: &Range<usize>) -> f64 {
    rows.clone().skip(1).map(|row| f64::from(p[row * classes + next[row]])).product()
}
