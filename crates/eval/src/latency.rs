use stillroom_spec::Latency;

/// The `q`-th quantile (0 to 1) by linear interpolation, as numpy's default; 0 of nothing.
pub fn percentile(samples: &[f64], q: f64) -> f64 {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    let Some(last) = sorted.len().checked_sub(1) else { return 0.0 };
    let position = q * last as f64;
    let below = position.floor() as usize;
    let above = (below + 1).min(last);
    sorted[below] + (sorted[above] - sorted[below]) * (position - below as f64)
}

/// Latency from milliseconds of single texts and of batches of `batch` texts.
pub fn latency(single_ms: &[f64], batch: usize, batch_ms: &[f64]) -> Latency {
    let median_batch = percentile(batch_ms, 0.5);
    Latency {
        p50_ms: percentile(single_ms, 0.5),
        p95_ms: percentile(single_ms, 0.95),
        texts_per_second: if median_batch > 0.0 { batch as f64 * 1000.0 / median_batch } else { 0.0 },
        batch,
        samples: single_ms.len(),
    }
}
