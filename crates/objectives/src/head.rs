//! The head of a distribution: its likeliest classes, by halving instead of sorting.
//!
//! No sort: Burn's own reads the tensor back and waits on every device but the CPU, which a tab cannot. Here is nothing
//! but comparisons and sums.

use crate::soften::sum_classes;
use burn::tensor::Tensor;

/// Halvings of the range of log-probabilities: about 12 wide, so that 24 leave less than f32 tells apart there.
const HALVINGS: usize = 24;

/// 1 at the classes of the smallest set whose probabilities reach `mu`, 0 elsewhere `[rows, classes]`.
///
/// Classes come by falling probability and, among equals, by id.
///
/// # Shapes
/// `log_p`: `[rows, classes]` log-probabilities, a constant.
pub(crate) fn head(log_p: &Tensor<2>, mu: f64) -> Tensor<2> {
    let p = log_p.clone().exp();
    let reaches = |chosen: &Tensor<2>| mass(&p, chosen).greater_equal_elem(mu).float();
    let (least, beyond) = threshold(log_p, mu, &reaches);
    let surely = at_least(log_p, &beyond);
    let border = at_least(log_p, &least) - surely.clone();
    let last = last_of_border(&surely, &border, &reaches);
    surely + border * up_to(&last, log_p.dims()[1])
}

/// Log-probabilities between which the head ends: all classes from the first on reach `mu`, from the second on do not.
fn threshold(log_p: &Tensor<2>, mu: f64, reaches: &impl Fn(&Tensor<2>) -> Tensor<2>) -> (Tensor<2>, Tensor<2>) {
    let [rows, classes] = log_p.dims();
    // Classes below (1 − μ)/classes hold less than 1 − μ together, so the head ends above it.
    let floor = ((1.0 - mu).max(1e-6) / classes as f64).ln() - 0.1;
    let mut reached = Tensor::full([rows, 1], floor, &log_p.device());
    let mut missed = Tensor::full([rows, 1], 0.1, &log_p.device());
    for _ in 0..HALVINGS {
        let middle = (reached.clone() + missed.clone()).mul_scalar(0.5);
        (reached, missed) = halve(reached, missed, &middle, reaches(&at_least(log_p, &middle)));
    }
    (reached, missed)
}

/// The last id of the border that the head needs, by halving as well `[rows, 1]`.
fn last_of_border(surely: &Tensor<2>, border: &Tensor<2>, reaches: &impl Fn(&Tensor<2>) -> Tensor<2>) -> Tensor<2> {
    let [rows, classes] = border.dims();
    let mut reached = Tensor::full([rows, 1], classes as f64 - 1.0, &border.device());
    let mut missed = Tensor::full([rows, 1], -1.0, &border.device());
    for _ in 0..=classes.ilog2() {
        let middle = (reached.clone() + missed.clone()).mul_scalar(0.5).floor();
        let chosen = surely.clone() + border.clone() * up_to(&middle, classes);
        (reached, missed) = halve(reached, missed, &middle, reaches(&chosen));
    }
    reached
}

/// Moves one end to the middle: the one that reaches where `ok` is 1, else the other.
fn halve(reached: Tensor<2>, missed: Tensor<2>, middle: &Tensor<2>, ok: Tensor<2>) -> (Tensor<2>, Tensor<2>) {
    let not = ok.clone().neg().add_scalar(1.0);
    let reached = reached * not.clone() + middle.clone() * ok.clone();
    (reached, missed * ok + middle.clone() * not)
}

fn mass(p: &Tensor<2>, chosen: &Tensor<2>) -> Tensor<2> {
    let [rows, _] = p.dims();
    sum_classes(p.clone() * chosen.clone()).reshape([rows, 1])
}

fn at_least(log_p: &Tensor<2>, threshold: &Tensor<2>) -> Tensor<2> {
    log_p.clone().greater_equal(threshold.clone().expand(log_p.dims())).float()
}

/// 1 at ids up to each row's `last` `[rows, 1]`.
fn up_to(last: &Tensor<2>, classes: usize) -> Tensor<2> {
    let [rows, _] = last.dims();
    let ids = Tensor::<1, burn::tensor::Int>::arange(0..classes as i64, &last.device()).float();
    last.clone().expand([rows, classes]).greater_equal(ids.reshape([1, classes]).expand([rows, classes])).float()
}

#[cfg(test)]
mod tests;
