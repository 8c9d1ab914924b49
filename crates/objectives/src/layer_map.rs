pub use stillroom_spec::LayerPair;

/// Every student layer with a teacher layer, evenly spread and the last with the last.
///
/// Jiao et al. 2020, "`TinyBERT`": `g(m) = m·N/M` in layers counted from 1. Empty if either has none.
pub fn even_layers(student: usize, teacher: usize) -> Vec<LayerPair> {
    let of = |m: usize| ((m + 1) * teacher).div_ceil(student) - 1;
    let layers = if teacher == 0 { 0 } else { student };
    (0..layers).map(|m| LayerPair { student: m, teacher: of(m) }).collect()
}
