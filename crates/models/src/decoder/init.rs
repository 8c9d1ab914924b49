//! Initial weights of a decoder, drawn on the host so that every device starts from the same numbers.

use crate::init::{glorot, seed_within};
use burn::module::Module;

/// Largest standard deviation of embeddings, and that of the head, as in GPT-2 (Radford et al. 2019).
const DEVIATION: f32 = 0.02;
/// A tied head gives the token just read this logit at first, whatever the width: no more, or a new model would be
/// sure that every token repeats.
const OWN_LOGIT: f32 = 2.0;

/// Fills every matrix from `seed`; vectors keep what their layer gave them (biases 0, scales 1).
///
/// Linear layers spread over ±√(6 / (in + out)) (Glorot & Bengio 2010), but for those that add to the residual stream:
/// they begin at 0, so that every block begins as the identity (Goyal et al. 2017). A small decoder learns faster so than
/// with GPT-2's `1/√(2 · layers)`.
pub(super) fn seed_decoder<M: Module>(model: M, seed: u64) -> M {
    seed_within(model, seed, |path, _, shape| Some(bound(path, shape)))
}

/// Half-width of the uniform distribution of a parameter; its standard deviation is that over √3.
fn bound(path: &[String], shape: &[usize]) -> f32 {
    match path.iter().rev().nth(1).map(String::as_str) {
        Some("tokens" | "positions") => DEVIATION.min(OWN_LOGIT / shape[1] as f32) * 3.0_f32.sqrt(),
        Some("head") => DEVIATION * 3.0_f32.sqrt(),
        Some("output" | "down") => 0.0,
        _ => glorot(shape),
    }
}
