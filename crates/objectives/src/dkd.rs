use crate::soften::{LEFT_OUT, kl, log_soft, one_hot, sum_classes};
use burn::tensor::{Int, Tensor};

/// The two parts of KL(p‖q) at a temperature, each `[rows]`, in nats.
#[derive(Debug, Clone)]
pub struct Decoupled {
    /// KL of (label, all others).
    pub target: Tensor<1>,
    /// KL over the classes other than the label, renormalised.
    pub non_target: Tensor<1>,
}

/// `T²(α·TCKD + β·NCKD)`.
///
/// Zhao et al. 2022, "Decoupled Knowledge Distillation"; `KL = TCKD + (1 − p_y)·NCKD`.
///
/// # Shapes
/// `teacher`, `student`: `[rows, classes]` logits, two classes at least; `labels`: `[rows]`; out: `[rows]`.
pub fn dkd(
    teacher: Tensor<2>,
    student: Tensor<2>,
    labels: Tensor<1, Int>,
    alpha: f64,
    beta: f64,
    temperature: f64,
) -> Tensor<1> {
    let Decoupled { target, non_target } = decoupled(teacher, student, labels, temperature);
    (target.mul_scalar(alpha) + non_target.mul_scalar(beta)).mul_scalar(temperature * temperature)
}

/// TCKD and NCKD, without factors.
///
/// # Shapes
/// As [`dkd`].
pub fn decoupled(teacher: Tensor<2>, student: Tensor<2>, labels: Tensor<1, Int>, temperature: f64) -> Decoupled {
    let [_, classes] = student.dims();
    let label = one_hot(labels, classes);
    let (teacher, student) = (Split::new(teacher, &label, temperature), Split::new(student, &label, temperature));
    let binary = |t: &Tensor<1>, s: &Tensor<1>| t.clone().exp() * (t.clone() - s.clone());
    Decoupled {
        target: binary(&teacher.log_label, &student.log_label) + binary(&teacher.log_others, &student.log_others),
        non_target: kl(teacher.log_among_others, student.log_among_others),
    }
}

/// A distribution seen from its label.
#[expect(clippy::struct_field_names, reason = "all are logarithms")]
struct Split {
    /// `log p_y` `[rows]`.
    log_label: Tensor<1>,
    /// `log(1 − p_y)`, as a log-sum-exp over the others: exact where `p_y` is near 1 `[rows]`.
    log_others: Tensor<1>,
    /// Log-probabilities among the others; the label's is hugely negative `[rows, classes]`.
    log_among_others: Tensor<2>,
}

impl Split {
    fn new(logits: Tensor<2>, label: &Tensor<2>, temperature: f64) -> Self {
        let log_all = log_soft(logits.clone(), temperature);
        let log_among_others = log_soft(logits - label.clone().mul_scalar(LEFT_OUT), temperature);
        let others = label.clone().neg().add_scalar(1.0);
        // log p_c − log p(c | others) is log(1 − p_y) for every other class c; take the mean over them.
        let count = (label.dims()[1].max(2) - 1) as f64;
        let log_others = sum_classes((log_all.clone() - log_among_others.clone()) * others).div_scalar(count);
        Self { log_label: sum_classes(log_all * label.clone()), log_others, log_among_others }
    }
}
