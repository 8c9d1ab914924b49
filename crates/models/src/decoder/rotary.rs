//! Rotary positions (Su et al. 2021), in halves: coordinate `i` turns with `i + width / 2`.

use burn::module::Module;
use burn::tensor::{Device, Tensor, TensorData};

/// Cosines and sines of every position's angles `position · theta^(−2i / width)`.
///
/// Computed on the host in f64: a browser's GPU may be off by 5e-4 in a sine (WGSL's accuracy), and knows nothing of
/// large angles.
#[derive(Module, Debug)]
pub(super) struct Rotary {
    /// `[context, width / 2]`
    cos: Tensor<2>,
    /// `[context, width / 2]`
    sin: Tensor<2>,
}

/// The angles of one forward pass, ready to multiply `[rows, length, heads, 2, width / 2]`.
#[derive(Debug, Clone)]
pub(super) struct Rotation {
    /// `[1, length, 1, 1, width / 2]`
    cos: Tensor<5>,
    /// `[1, length, 1, 2, width / 2]`: negative for the first half, which the second turns into.
    sin: Tensor<5>,
}

impl Rotary {
    /// Tables of the first `context` positions for heads of an even `width`.
    pub(super) fn init(context: usize, width: usize, theta: f64, device: &Device) -> Self {
        let half = width / 2;
        let angle = |at: usize| (at / half) as f64 * theta.powf(-((at % half) as f64) / half as f64);
        let table = |of: fn(f64) -> f64| {
            let values: Vec<f32> = (0..context * half).map(|at| of(angle(at)) as f32).collect();
            Tensor::from_data(TensorData::new(values, [context, half]), device)
        };
        Self { cos: table(f64::cos), sin: table(f64::sin) }
    }

    /// Angles of `length` positions from `start` on.
    ///
    /// Only their differences count, so a row may begin anywhere.
    pub(super) fn rotation(&self, start: usize, length: usize) -> Rotation {
        let [_, half] = self.cos.dims();
        let part = |table: &Tensor<2>| table.clone().narrow(0, start, length).reshape([1, length, 1, 1, half]);
        let sin = part(&self.sin);
        Rotation { cos: part(&self.cos), sin: Tensor::cat(vec![sin.clone().neg(), sin], 3) }
    }
}

impl Rotation {
    /// `[x₁ cos − x₂ sin, x₂ cos + x₁ sin]` for the halves `x₁`, `x₂` of each head.
    ///
    /// The halves are swapped by reversing an axis of two: no cutting and joining, going back neither.
    ///
    /// # Shapes
    /// `[rows, length, heads, width]`, in and out.
    pub(super) fn turn(&self, x: Tensor<4>) -> Tensor<4> {
        let [rows, length, heads, width] = x.dims();
        let halves: Tensor<5> = x.reshape([rows, length, heads, 2, width / 2]);
        let swapped = halves.clone().flip([3]);
        (halves * self.cos.clone() + swapped * self.sin.clone()).reshape([rows, length, heads, width])
    }
}
