//! The objectives against values that PyTorch and TRL computed, on any device.

mod name;

use crate::{Inputs, ObjectiveError, masked_mean, per_valid_row, uld};
use burn::tensor::{DataError, Device, ExecutionError, Int, Tensor, TensorData};
use name::Case;
use serde::Deserialize;
use std::collections::BTreeMap;
use stillroom_spec::GoldenRow;

/// Why a fixture could not be checked.
#[derive(Debug, thiserror::Error)]
pub enum GoldenError {
    /// It is not the JSON expected.
    #[error("the golden values cannot be read: {0}")]
    Fixture(#[from] serde_json::Error),
    /// An objective refused its input.
    #[error(transparent)]
    Objective(#[from] ObjectiveError),
    /// The device could not be read.
    #[error("the device could not be read: {0}")]
    Device(#[from] ExecutionError),
    /// What was read is not f32.
    #[error("the device gave back other values: {0}")]
    Data(#[from] DataError),
    /// The loss does not depend on the student.
    #[error("`{0}` has no gradient")]
    NoGradient(String),
}

/// `objectives.json` of `tests/conformance`: logits `[batch, length, classes]` and what they give.
#[derive(Deserialize)]
struct Fixture {
    teacher_logits: Vec<Vec<Vec<f32>>>,
    student_logits: Vec<Vec<Vec<f32>>>,
    labels: Vec<Vec<i32>>,
    mask: Vec<Vec<f32>>,
    cases: BTreeMap<String, Expected>,
}

#[derive(Deserialize)]
struct Expected {
    loss: f64,
    grad: Vec<Vec<Vec<f32>>>,
}

/// Computes every case that this crate knows on an autodiff device.
///
/// # Errors
/// [`GoldenError`]; a value that is off is no error but a row.
pub async fn check(json: &str, device: &Device) -> Result<Vec<GoldenRow>, GoldenError> {
    let fixture: Fixture = serde_json::from_str(json)?;
    let mut rows = Vec::new();
    for (name, expected) in &fixture.cases {
        if let Some(case) = Case::of(name) {
            rows.push(fixture.compare(name, &case, expected, device).await?);
        }
    }
    Ok(rows)
}

impl Fixture {
    async fn compare(
        &self,
        name: &str,
        case: &Case,
        expected: &Expected,
        device: &Device,
    ) -> Result<GoldenRow, GoldenError> {
        let student = logits(&self.student_logits, device).require_grad();
        let loss = self.loss(case, &student, device).await?;
        let gradient = student.grad(&loss.backward()).ok_or_else(|| GoldenError::NoGradient(name.into()))?;
        let loss = read(loss).await?[0];
        let gradient = read(gradient).await?;
        let expected_gradient = expected.grad.concat().concat();
        let errors = gradient.iter().zip(&expected_gradient).map(|(a, b)| f64::from((a - b).abs()));
        Ok(GoldenRow {
            name: name.into(),
            loss_error: (f64::from(loss) - expected.loss).abs(),
            gradient_error: errors.fold(0.0, |worst, e| if e > worst || e.is_nan() { e } else { worst }),
        })
    }

    /// Mean over the rows of the mask `[1]`.
    async fn loss(&self, case: &Case, student: &Tensor<2>, device: &Device) -> Result<Tensor<1>, ObjectiveError> {
        let rows = student.dims()[0];
        let mask = Tensor::from_data(TensorData::new(self.mask.concat(), [rows]), device);
        let teacher = logits(&self.teacher_logits, device);
        let losses = match case {
            Case::Uld { temperature } => uld(teacher, student.clone(), *temperature).await?,
            Case::Of(objective) => {
                let labels = Tensor::<1, Int>::from_data(TensorData::new(self.labels.concat(), [rows]), device);
                let inputs = Inputs { student: student.clone(), teacher: Some(teacher), labels };
                per_valid_row(objective, &inputs, Some(&mask))?
            }
        };
        Ok(masked_mean(losses, Some(mask)))
    }
}

fn logits(nested: &[Vec<Vec<f32>>], device: &Device) -> Tensor<2> {
    let rows = nested.concat();
    let shape = [rows.len(), rows.first().map_or(0, Vec::len)];
    Tensor::from_data(TensorData::new(rows.concat(), shape), device)
}

async fn read<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>, GoldenError> {
    Ok(tensor.into_data_async().await?.try_into_vec_as::<f32>()?)
}
