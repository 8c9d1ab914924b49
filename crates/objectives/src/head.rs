//! The head of a distribution: its likeliest classes, by halving instead of sorting.
//!
//! No sort: Burn's own reads the tensor back and waits on every device but the CPU, which a tab cannot. Here is nothing
//! but comparisons and sums.

use burn::tensor::Tensor;

/// Halvings of the range of log-probabilities: about 12 wide, so that 24 leave less than f32 tells apart there.
const HALVINGS: usize = 24;

/// 1 at the classes of the smallest set whose probabilities reach `mu`, 0 elsewhere `[rows, classes]`.
///
/// Of equal classes at its border some may be needed and some not; which, nothing tells. Each then counts by the share
/// that is needed, so that no order of ids matters.
///
/// # Shapes
/// `log_p`: `[rows, classes]` log-probabilities, a constant.
pub(crate) fn head(log_p: &Tensor<2>, mu: f64) -> Tensor<2> {
    let p = log_p.clone().exp();
    let (least, beyond) = threshold(log_p, &p, mu);
    let surely = at_least(log_p, &beyond);
    let border = at_least(log_p, &least) - surely.clone();
    let missing = mass_from(log_p, &p, &beyond).neg().add_scalar(mu);
    let share = needed_share(missing, border.clone().sum_dim(1), (p * border.clone()).sum_dim(1));
    surely + border * share
}

/// Log-probabilities between which the head ends: all classes from the first on reach `mu`, from the second on do not.
fn threshold(log_p: &Tensor<2>, p: &Tensor<2>, mu: f64) -> (Tensor<2>, Tensor<2>) {
    let [rows, classes] = log_p.dims();
    // Classes below (1 − μ)/classes hold less than 1 − μ together, so the head ends above it.
    let floor = ((1.0 - mu).max(1e-6) / classes as f64).ln() - 0.1;
    let mut reached = Tensor::full([rows, 1], floor, &log_p.device());
    let mut missed = Tensor::full([rows, 1], 0.1, &log_p.device());
    for _ in 0..HALVINGS {
        let middle = (reached.clone() + missed.clone()).mul_scalar(0.5);
        let reaches = mass_from(log_p, p, &middle).greater_equal_elem(mu);
        reached = reached.mask_where(reaches.clone(), middle.clone());
        missed = middle.mask_where(reaches, missed);
    }
    (reached, missed)
}

/// How many of the border's `count` classes are needed for the `missing` mass, as a share `[rows, 1]`.
fn needed_share(missing: Tensor<2>, count: Tensor<2>, mass: Tensor<2>) -> Tensor<2> {
    let count = count.clamp_min(1.0);
    let needed = (missing * count.clone() / mass.clamp_min(1e-30)).ceil();
    needed.clamp_min(0.0).min_pair(count.clone()) / count
}

/// Sum of the probabilities whose logarithm is at least the row's threshold `[rows, 1]`.
fn mass_from(log_p: &Tensor<2>, p: &Tensor<2>, threshold: &Tensor<2>) -> Tensor<2> {
    let below = log_p.clone().lower(threshold.clone().expand(log_p.dims()));
    p.clone().mask_fill(below, 0.0).sum_dim(1)
}

fn at_least(log_p: &Tensor<2>, threshold: &Tensor<2>) -> Tensor<2> {
    log_p.clone().greater_equal(threshold.clone().expand(log_p.dims())).float()
}

#[cfg(test)]
mod tests;
