//! One vector for a text.

use crate::support::{device, read};
use burn::tensor::{Tensor, TensorData};
use stillroom_models::{mean_pooling, unit_length};
use stillroom_testkit::assert_close;

#[test]
fn the_mean_is_over_tokens_alone() {
    let hidden = [[[1.0_f32, 2.0], [3.0, 6.0], [100.0, 100.0]], [[9.0, 9.0], [9.0, 9.0], [9.0, 9.0]]];
    let hidden = Tensor::from_data(TensorData::from(hidden), &device());
    let mask = Tensor::from_data(TensorData::from([[1.0_f32, 1.0, 0.0], [0.0, 0.0, 0.0]]), &device());
    assert_close("mean", &read(mean_pooling(hidden, &mask)), &[2.0, 4.0, 0.0, 0.0], 1e-6);
}

#[test]
fn a_unit_vector_keeps_its_direction() {
    let vectors = Tensor::from_data(TensorData::from([[3.0_f32, -4.0], [0.0, 0.0]]), &device());
    assert_close("unit", &read(unit_length(vectors)), &[0.6, -0.8, 0.0, 0.0], 1e-6);
}
