use crate::decoder::future;
use burn::tensor::{Int, Tensor};

/// Positions that begin at `padding + 1` and count the ids that are not `padding`; padding stands at `padding`.
///
/// A running sum, as a product with a triangle of ones: counts up to 2²⁴ are exact in f32 on every device.
///
/// # Shapes
/// `[rows, length]`, in and out.
pub(super) fn after_padding(ids: &Tensor<2, Int>, padding: u32) -> Tensor<2, Int> {
    let [_, length] = ids.dims();
    let real = ids.clone().not_equal_elem(padding.cast_signed()).float();
    let before = real.clone().matmul(future(length, length, 0, &ids.device()));
    (real * before.add_scalar(1.0)).int().add_scalar(padding.cast_signed())
}

#[cfg(test)]
mod tests {
    use super::after_padding;
    use crate::read_values;
    use burn::tensor::{Device, Tensor, TensorData};
    use stillroom_testkit::block_on;

    #[test]
    fn counts_the_tokens_and_passes_over_padding() {
        let ids = [[5, 6, 1, 1], [1, 1, 7, 8], [9, 1, 9, 1]];
        let ids = Tensor::from_data(TensorData::from(ids), &Device::flex());
        let positions = block_on(read_values(after_padding(&ids, 1).float())).unwrap();
        assert_eq!(positions, [2.0, 3.0, 1.0, 1.0, 1.0, 1.0, 2.0, 3.0, 2.0, 1.0, 3.0, 1.0]);
    }
}
