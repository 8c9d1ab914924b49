use burn::module::Module;
use burn::tensor::{Device, Int, Tensor, TensorData};
use stillroom_models::{
    HeadActivation, HeadShape, NamedTensor, PositionCount, TextEncoder, TextEncoderInput, TextEncoderShape,
    load_parameters, named_parameters, read_values,
};
use stillroom_spec::DecoderActivation;
use stillroom_testkit::block_on;

pub const VOCABULARY: usize = 13;

pub fn device() -> Device {
    Device::flex()
}

pub fn bert() -> TextEncoderShape {
    TextEncoderShape {
        layers: 2,
        width: 12,
        heads: 3,
        feed_forward: 20,
        positions: 16,
        position_count: PositionCount::FromZero,
        token_types: 2,
        epsilon: 1e-12,
        activation: DecoderActivation::Gelu,
        dropout: 0.0,
        head: Some(HeadShape { classes: 4, activation: HeadActivation::Tanh }),
    }
}

pub fn distilbert() -> TextEncoderShape {
    let head = Some(HeadShape { classes: 3, activation: HeadActivation::Relu });
    TextEncoderShape { token_types: 0, activation: DecoderActivation::Relu, head, ..bert() }
}

pub fn roberta() -> TextEncoderShape {
    let position_count = PositionCount::AfterPadding { padding: 1 };
    TextEncoderShape { position_count, token_types: 1, epsilon: 1e-5, head: None, ..bert() }
}

pub fn all() -> [TextEncoderShape; 3] {
    [bert(), distilbert(), roberta()]
}

/// A model whose vectors are not 0 and 1 and whose matrices are not small, so that what they do shows.
pub fn trained(shape: &TextEncoderShape, device: &Device) -> TextEncoder {
    let model = TextEncoder::init(shape, VOCABULARY, 3, device);
    let shift = |mut t: NamedTensor| {
        t.values.iter_mut().enumerate().for_each(|(i, v)| *v += 0.4 * (i as f32 * 1.7).sin());
        t
    };
    let tensors: Vec<_> = weights(&model).into_iter().map(shift).collect();
    load_parameters(model, &tensors).unwrap()
}

pub fn weights<M: Module>(model: &M) -> Vec<NamedTensor> {
    block_on(named_parameters(model)).unwrap()
}

pub fn integers(rows: &[&[i32]], device: &Device) -> Tensor<2, Int> {
    Tensor::from_data(TensorData::new(rows.concat(), [rows.len(), rows[0].len()]), device)
}

/// Rows whose tokens with the id `padding` are padding.
pub fn input_on(rows: &[&[i32]], padding: i32, device: &Device) -> TextEncoderInput {
    let ids = integers(rows, device);
    let mask: Vec<f32> = rows.concat().iter().map(|&id| f32::from(u8::from(id != padding))).collect();
    TextEncoderInput::new(ids, Tensor::from_data(TensorData::new(mask, [rows.len(), rows[0].len()]), device))
}

pub fn input(rows: &[&[i32]], padding: i32) -> TextEncoderInput {
    input_on(rows, padding, &device())
}

pub fn hidden(model: &TextEncoder, input: &TextEncoderInput) -> Vec<f64> {
    read(model.hidden(input))
}

pub fn read<const D: usize>(tensor: Tensor<D>) -> Vec<f64> {
    block_on(read_values(tensor)).unwrap().into_iter().map(f64::from).collect()
}
