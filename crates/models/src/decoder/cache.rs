//! Keys and values of the tokens so far, so that the next token costs one position.

use super::mask::{MASKED, future};
use super::tap::{Heads, Tap};
use super::{Decoder, Shared};
use burn::tensor::{Device, Int, Tensor, TensorData};

/// A batch of sequences under way: every row has as many tokens, some of them padding on the left.
///
/// The buffers have their whole length from the start, so that every step runs the same shapes.
#[derive(Debug)]
pub struct DecoderCache {
    /// Keys and values by layer `[rows, key value heads, capacity, head width]`; none only while a layer writes.
    layers: Vec<Option<(Tensor<4>, Tensor<4>)>>,
    /// Tokens of padding before each row begins.
    padding: Vec<usize>,
    /// Added to the scores of padding `[rows, 1, 1, capacity]`; none where there is none.
    bias: Option<Tensor<4>>,
    length: usize,
    capacity: usize,
}

impl DecoderCache {
    /// Tokens in every row, padding included.
    pub fn length(&self) -> usize {
        self.length
    }

    /// Tokens that a row can hold.
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// Scores of `queries` new tokens: nothing ahead, no padding `[1 or rows, 1, queries, capacity]`.
    fn bias(&self, queries: usize, device: &Device) -> Tensor<4> {
        let ahead = future(queries, self.capacity, self.length, device).mul_scalar(MASKED);
        let ahead = ahead.reshape([1, 1, queries, self.capacity]);
        match &self.bias {
            Some(padding) => ahead + padding.clone(),
            None => ahead,
        }
    }

    /// Positions of `count` new tokens in their own rows `[rows, count]`; padding stands at 0.
    fn positions(&self, count: usize, device: &Device) -> Tensor<2, Int> {
        let at = |padding: usize| (0..count).map(move |i| (self.length + i).saturating_sub(padding) as i32);
        let values: Vec<i32> = self.padding.iter().flat_map(|&padding| at(padding)).collect();
        Tensor::from_data(TensorData::new(values, [self.padding.len(), count]), device)
    }
}

impl Tap for DecoderCache {
    fn heads(&mut self, layer: usize, heads: Heads) -> Heads {
        // Taken out, so that the buffers have one owner and are written in place.
        let (keys, values) = self.layers[layer].take().expect("a layer puts back what it took");
        let keys = written(keys, heads.key, self.length);
        let values = written(values, heads.value, self.length);
        self.layers[layer] = Some((keys.clone(), values.clone()));
        Heads { query: heads.query, key: keys, value: values }
    }
}

fn written(buffer: Tensor<4>, new: Tensor<4>, at: usize) -> Tensor<4> {
    let [rows, heads, count, width] = new.dims();
    buffer.slice_assign([0..rows, 0..heads, at..at + count, 0..width], new)
}

impl Decoder {
    /// A cache for one row per entry of `padding`, its tokens of padding on the left, with room for `capacity` tokens,
    /// padding included.
    ///
    /// # Panics
    /// If `capacity` exceeds the recipe's `context`.
    pub fn cache(&self, padding: Vec<usize>, capacity: usize) -> DecoderCache {
        let (rows, recipe, device) = (padding.len(), self.recipe(), &self.device());
        assert!(capacity <= recipe.context, "a cache of {capacity} tokens exceeds the context of {}", recipe.context);
        let buffer = || Tensor::zeros([rows, recipe.key_value_heads, capacity, recipe.head_width], device);
        DecoderCache {
            layers: (0..recipe.layers).map(|_| Some((buffer(), buffer()))).collect(),
            bias: padding.iter().any(|&p| p > 0).then(|| padding_bias(&padding, capacity, device)),
            padding,
            length: 0,
            capacity,
        }
    }

    /// Hidden states after the final norm of the tokens that come next in each row; the cache then holds them too.
    ///
    /// Without autodiff: a cache is for models that are read, not trained.
    ///
    /// # Shapes
    /// `[rows, count]` to `[rows, count, width]`.
    ///
    /// # Panics
    /// If the cache has no room for them.
    pub fn advance(&self, ids: Tensor<2, Int>, cache: &mut DecoderCache) -> Tensor<3> {
        let [_, count] = ids.dims();
        let device = ids.device();
        assert!(cache.length + count <= cache.capacity, "the cache is full at {} tokens", cache.capacity);
        let bias = cache.bias(count, &device);
        let rotation = self.rotary.as_ref().map(|rotary| rotary.rotation(cache.length, count));
        let positions = self.positions.as_ref().map(|_| cache.positions(count, &device));
        let hidden = self.pass(self.embed(ids, positions), &Shared { bias, rotation }, cache);
        cache.length += count;
        hidden
    }
}

/// What keeps padding from being seen `[rows, 1, 1, capacity]`.
fn padding_bias(padding: &[usize], capacity: usize, device: &Device) -> Tensor<4> {
    let bias = |at: usize, padding: usize| if at < padding { MASKED as f32 } else { 0.0 };
    let values: Vec<f32> = padding.iter().flat_map(|&p| (0..capacity).map(move |at| bias(at, p))).collect();
    Tensor::from_data(TensorData::new(values, [padding.len(), 1, 1, capacity]), device)
}
