/// Bins of equal width over (0, 1].
const BINS: usize = 15;

/// Expected calibration error: Σ bins (share of rows)·|accuracy − mean confidence|.
///
/// Guo et al. 2017, "On Calibration of Modern Neural Networks", 15 equal-width bins, open below and
/// closed above as in their code. `confidence`: probability of the predicted class; `correct`: whether it
/// was the label.
pub fn expected_calibration_error(confidence: &[f64], correct: &[bool]) -> f64 {
    let mut bins = [(0.0, 0.0); BINS];
    for (&p, &hit) in confidence.iter().zip(correct) {
        let bin = ((p * BINS as f64).ceil() as usize).clamp(1, BINS) - 1;
        bins[bin].0 += p;
        bins[bin].1 += f64::from(u8::from(hit));
    }
    bins.iter().map(|(p, hits)| (p - hits).abs()).sum::<f64>() / confidence.len().max(1) as f64
}
