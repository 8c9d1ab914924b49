//! What a trace holds agrees with what it is a trace of.

use crate::support::{all, bert, device, input, read, trained};
use stillroom_testkit::assert_close;

#[test]
fn a_trace_holds_every_layer() {
    for shape in all() {
        let model = trained(&shape, &device());
        let rows = input(&[&[4, 6, 9, 0], &[5, 5, 0, 0]], 0);
        let trace = model.trace(&rows);
        assert_eq!((trace.hidden.len(), trace.layers.len()), (shape.layers + 1, shape.layers));
        let last = trace.hidden.last().unwrap().clone();
        assert_eq!(read(last), read(model.hidden(&rows)));
        let logits = model.logits(model.hidden(&rows));
        assert_eq!(trace.logits.map(read), logits.map(read));
        for layer in &trace.layers {
            assert_eq!(layer.query.dims(), [2, 3, 4, 4]);
            assert_eq!((layer.key.dims(), layer.value.dims()), ([2, 3, 4, 4], [2, 3, 4, 4]));
            assert_eq!(layer.attention.dims(), [2, 3, 4, 4]);
        }
    }
}

#[test]
fn attention_is_a_distribution_over_the_tokens() {
    let trace = trained(&bert(), &device()).trace(&input(&[&[4, 6, 9, 0]], 0));
    for layer in trace.layers {
        let attention = read(layer.attention);
        for query in attention.chunks_exact(4) {
            assert_close("sum", &[query.iter().sum()], &[1.0], 1e-5);
            assert_eq!(query[3], 0.0, "padding was looked at");
        }
    }
}

/// The embeddings are normalised already: each vector has the mean of the shifts.
#[test]
fn the_first_hidden_states_are_the_embeddings_after_their_norm() {
    let model = trained(&bert(), &device());
    let trace = model.trace(&input(&[&[4, 6, 9]], 0));
    let weights = crate::support::weights(&model);
    let of = |name: &str| {
        let tensor = weights.iter().find(|t| t.name == name).unwrap();
        tensor.values.iter().map(|&v| f64::from(v)).collect::<Vec<_>>()
    };
    let (tokens, positions, types) = (of("tokens.weight"), of("positions.weight"), of("types.weight"));
    let (gamma, beta) = (of("norm.gamma"), of("norm.beta"));
    let sum: Vec<f64> = (0..12).map(|i| tokens[6 * 12 + i] + positions[12 + i] + types[i]).collect();
    let mean = sum.iter().sum::<f64>() / 12.0;
    let variance = sum.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / 12.0;
    let expected: Vec<f64> = (0..12).map(|i| (sum[i] - mean) / variance.sqrt() * gamma[i] + beta[i]).collect();
    assert_close("embedding", &read(trace.hidden[0].clone())[12..24], &expected, 1e-5);
}
