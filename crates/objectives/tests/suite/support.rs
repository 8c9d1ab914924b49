//! Values in, loss and gradient out.

use burn::tensor::{Bool, Device, Int, Tensor, TensorData};
use stillroom_objectives::{Inputs, hidden_keys, masked_mean, per_row, per_valid_row};
use stillroom_spec::Objective;
use stillroom_testkit::block_on;

/// Logits or labels of several rows of equal length.
pub type Rows = Vec<Vec<f32>>;

pub fn device() -> Device {
    Device::flex().autodiff()
}

pub fn matrix(rows: &Rows) -> Tensor<2> {
    let shape = [rows.len(), rows.first().map_or(0, Vec::len)];
    Tensor::from_data(TensorData::new(rows.concat(), shape), &device())
}

pub fn vector(values: &[f32]) -> Tensor<1> {
    Tensor::from_data(TensorData::new(values.to_vec(), [values.len()]), &device())
}

/// Nothing hidden from any query.
pub fn all_visible([batch, length]: [usize; 2], device: &Device) -> Tensor<3, Bool> {
    hidden_keys(Tensor::ones([batch, length], device), false)
}

pub fn ids(labels: &[i32]) -> Tensor<1, Int> {
    Tensor::from_data(TensorData::new(labels.to_vec(), [labels.len()]), &device())
}

pub fn read<const D: usize>(tensor: Tensor<D>) -> Vec<f64> {
    let data = block_on(tensor.into_data_async()).unwrap();
    data.try_into_vec_as::<f32>().unwrap().into_iter().map(f64::from).collect()
}

/// Loss of each row.
pub fn losses(objective: &Objective, teacher: &Rows, student: &Rows, labels: &[i32]) -> Vec<f64> {
    let inputs = Inputs { student: matrix(student), teacher: Some(matrix(teacher)), labels: ids(labels) };
    read(per_row(objective, &inputs).unwrap())
}

/// Mean loss and its gradient at the student's logits, row-major.
pub fn mean_and_gradient(
    objective: &Objective,
    teacher: &Rows,
    student: &Rows,
    labels: &[i32],
    mask: Option<&[f32]>,
) -> (f64, Vec<f64>) {
    let student = matrix(student).require_grad();
    let inputs = Inputs { student: student.clone(), teacher: Some(matrix(teacher)), labels: ids(labels) };
    let mask = mask.map(vector);
    let loss = masked_mean(per_valid_row(objective, &inputs, mask.as_ref()).unwrap(), mask);
    let gradient = student.grad(&loss.backward()).expect("the loss depends on the student");
    (read(loss)[0], read(gradient))
}

/// Every objective at a temperature.
pub fn every_objective(temperature: f64) -> [Objective; 11] {
    [
        Objective::Hard {},
        Objective::ForwardKl { temperature },
        Objective::ReverseKl { temperature },
        Objective::Jsd { beta: 0.3, temperature },
        Objective::SkewKl { lambda: 0.1, temperature },
        Objective::SkewReverseKl { lambda: 0.1, temperature },
        Objective::Tvd { temperature },
        Objective::AdaptiveKl { mu: 0.5, temperature },
        Objective::Dist { beta: 1.0, gamma: 2.0, temperature },
        Objective::LogitMse {},
        Objective::Dkd { alpha: 1.0, beta: 8.0, temperature },
    ]
}

/// Logits of about unit size from a small congruential generator, the same everywhere.
pub fn noise(rows: usize, classes: usize, seed: u32, scale: f32) -> Rows {
    let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(1);
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        ((state >> 8) as f32 / (1 << 23) as f32 - 1.0) * scale
    };
    (0..rows).map(|_| (0..classes).map(|_| next()).collect()).collect()
}

/// Softmax in f64.
pub fn softmax(logits: &[f32], temperature: f64) -> Vec<f64> {
    let powers: Vec<f64> = logits.iter().map(|&z| (f64::from(z) / temperature).exp()).collect();
    let sum: f64 = powers.iter().sum();
    powers.into_iter().map(|p| p / sum).collect()
}
