//! Rotary positions (Su et al. 2021), in halves: coordinate `i` turns with `i + width / 2`.

use burn::module::Module;
use burn::tensor::{Device, Tensor, TensorData};

/// Cosines and sines of every position's angles `position · theta^(−2i / width)`.
///
/// Computed on the host in f64: a browser's GPU may be off by 5e-4 in a sine (WGSL's accuracy), and knows nothing of
/// large angles.
#[derive(Module, Debug)]
pub(super) struct Rotary {
    /// `[context, width]`, the second half as the first.
    cos: Tensor<2>,
    /// As the cosines.
    sin: Tensor<2>,
    /// `[x₁, x₂]` times it is `[−x₂, x₁]` `[width, width]`.
    quarter: Tensor<2>,
}

/// The angles of one forward pass.
#[derive(Debug, Clone)]
pub(super) struct Rotation {
    /// `[1, length, 1, width]`
    cos: Tensor<4>,
    /// `[1, length, 1, width]`
    sin: Tensor<4>,
    quarter: Tensor<2>,
}

impl Rotary {
    /// Tables of the first `context` positions for heads of an even `width`.
    pub(super) fn init(context: usize, width: usize, theta: f64, device: &Device) -> Self {
        let half = width / 2;
        let angle = |at: usize| (at / width) as f64 * theta.powf(-((at % half) as f64) / half as f64);
        let table = |of: fn(f64) -> f64| {
            let values: Vec<f32> = (0..context * width).map(|at| of(angle(at)) as f32).collect();
            Tensor::from_data(TensorData::new(values, [context, width]), device)
        };
        Self { cos: table(f64::cos), sin: table(f64::sin), quarter: quarter_turn(half, device) }
    }

    /// Angles of `length` positions from `start` on.
    ///
    /// Only their differences count, so a row may begin anywhere.
    pub(super) fn rotation(&self, start: usize, length: usize) -> Rotation {
        let [_, width] = self.cos.dims();
        let part = |table: &Tensor<2>| table.clone().narrow(0, start, length).reshape([1, length, 1, width]);
        Rotation { cos: part(&self.cos), sin: part(&self.sin), quarter: self.quarter.clone() }
    }
}

impl Rotation {
    /// `[x₁ cos − x₂ sin, x₂ cos + x₁ sin]` for the halves `x₁`, `x₂` of each head.
    ///
    /// The halves change places by a product with a small matrix of 0 and ±1: cutting and joining cost a GPU more
    /// launches going back, and reversing an axis costs a CPU its vectors.
    ///
    /// # Shapes
    /// `[rows, length, heads, width]`, in and out.
    pub(super) fn turn(&self, x: Tensor<4>) -> Tensor<4> {
        let [rows, length, heads, width] = x.dims();
        let turned = x.clone().reshape([rows * length * heads, width]).matmul(self.quarter.clone());
        x * self.cos.clone() + turned.reshape([rows, length, heads, width]) * self.sin.clone()
    }
}

fn quarter_turn(half: usize, device: &Device) -> Tensor<2> {
    let width = 2 * half;
    let value = |at: usize| match (at / width, at % width) {
        (from, to) if from == to + half => -1.0,
        (from, to) if from + half == to => 1.0,
        _ => 0.0_f32,
    };
    let values: Vec<f32> = (0..width * width).map(value).collect();
    Tensor::from_data(TensorData::new(values, [width, width]), device)
}
