//! A matrix as bytes: one scale for each column.
//!
//! `q = round(w / s) + 128` with `s = max|w| / 127` over the column: symmetric, as onnxruntime's `quantize_dynamic`
//! does it per channel. Unsigned, because products of unsigned and signed bytes saturate silently in 16 bits on
//! processors without VNNI (onnxruntime's documentation of quantization, "`reduce_range`"); those of unsigned bytes do
//! not, and keep all 8 bits.

use super::error::OnnxError;
use stillroom_models::NamedTensor;

/// The byte that stands for 0.
pub(super) const ZERO: u8 = 128;
/// Largest distance from it.
const LARGEST: f32 = 127.0;

/// `w ≈ scales[column] · (bytes − 128)`.
pub(super) struct Bytes {
    /// Row-major, as the matrix.
    pub(super) values: Vec<u8>,
    /// One for each column.
    pub(super) scales: Vec<f32>,
}

/// # Errors
/// [`OnnxError::NotFinite`].
pub(super) fn quantize(matrix: &NamedTensor, columns: usize) -> Result<Bytes, OnnxError> {
    if !matrix.values.iter().all(|value| value.is_finite()) {
        return Err(OnnxError::NotFinite(matrix.name.clone()));
    }
    let columns = columns.max(1);
    let scales = scales(&matrix.values, columns);
    let byte = |(at, value): (usize, &f32)| {
        let steps = (value / scales[at % columns]).round().clamp(-LARGEST, LARGEST);
        (steps + f32::from(ZERO)) as u8
    };
    Ok(Bytes { values: matrix.values.iter().enumerate().map(byte).collect(), scales })
}

fn scales(values: &[f32], columns: usize) -> Vec<f32> {
    let mut largest = vec![0.0_f32; columns];
    values.iter().enumerate().for_each(|(at, value)| largest[at % columns] = largest[at % columns].max(value.abs()));
    let scale = |largest: f32| largest / LARGEST;
    // A column of zeros has no scale, and needs none.
    largest.into_iter().map(|largest| if scale(largest).is_normal() { scale(largest) } else { 1.0 }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(values: &[f32]) -> NamedTensor {
        NamedTensor { name: "m".into(), shape: vec![values.len() / 2, 2], values: values.into() }
    }

    #[test]
    fn each_column_has_its_scale() {
        let bytes = quantize(&matrix(&[1.27, -0.004, -0.635, 0.001]), 2).unwrap();
        assert_eq!(bytes.values, [255, 1, 128 - 64, 128 + 32]);
        assert!((bytes.scales[0] - 0.01).abs() < 1e-8 && (bytes.scales[1] - 0.004 / 127.0).abs() < 1e-10);
    }

    #[test]
    fn no_value_is_off_by_more_than_half_a_step() {
        let values: Vec<f32> =
            (0..400).map(|at| (at as f32 * 0.7).sin() * if at % 2 == 0 { 3.0 } else { 0.01 }).collect();
        let bytes = quantize(&matrix(&values), 2).unwrap();
        for (at, value) in values.iter().enumerate() {
            let scale = bytes.scales[at % 2];
            let off = (scale * (f32::from(bytes.values[at]) - 128.0) - value).abs();
            assert!(off <= 0.5001 * scale, "{value}: {off}");
        }
    }

    #[test]
    fn zeros_and_the_smallest_numbers_are_zero() {
        let bytes = quantize(&matrix(&[0.0, 1e-45, -0.0, -1e-42]), 2).unwrap();
        assert_eq!((bytes.values, bytes.scales), (vec![128; 4], vec![1.0; 2]));
    }

    #[test]
    fn what_is_not_finite_is_named() {
        for wrong in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            assert_eq!(quantize(&matrix(&[1.0, wrong]), 2).err(), Some(OnnxError::NotFinite("m".into())));
        }
    }
}
