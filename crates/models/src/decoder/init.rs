//! Initial weights of a decoder, drawn on the host so that every device starts from the same numbers.

use burn::module::{Module, ModuleMapper, Param};
use burn::tensor::{Tensor, TensorData};
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// Standard deviation of embeddings and of the head, as in GPT-2 (Radford et al. 2019): small, so that a tied head
/// begins near the uniform distribution.
const EMBEDDING_DEVIATION: f32 = 0.02;

/// Fills every matrix from `seed`; vectors keep what their layer gave them (biases 0, scales 1).
///
/// All are uniform, which needs no function that hosts round differently. Linear layers spread over ±√(6 / (in + out))
/// (Glorot & Bengio 2010); those that add to the residual stream over `1/√(2 · layers)` of it, so that the stream does
/// not grow with the depth (Radford et al. 2019).
pub(super) fn seed_decoder<M: Module>(model: M, layers: usize, seed: u64) -> M {
    let residual = (2.0 * layers as f32).sqrt().recip();
    model.map(&mut Seeder { random: Pcg64Mcg::seed_from_u64(seed), residual, path: Vec::new() })
}

struct Seeder {
    random: Pcg64Mcg,
    residual: f32,
    path: Vec<String>,
}

impl Seeder {
    /// Half-width of the uniform distribution of the parameter in hand.
    fn bound(&self, shape: &[usize]) -> f32 {
        let glorot = (6.0 / shape.iter().sum::<usize>() as f32).sqrt();
        match self.path.iter().rev().nth(1).map(String::as_str) {
            Some("tokens" | "positions" | "head") => EMBEDDING_DEVIATION * 3.0_f32.sqrt(),
            Some("output" | "down") => glorot * self.residual,
            _ => glorot,
        }
    }

    /// Uniform in ±`bound`, from 24 random bits each: the same on 32 and 64 bit hosts.
    fn uniform(&mut self, count: usize, bound: f32) -> Vec<f32> {
        let unit = |bits: u32| (bits >> 8) as f32 / (1 << 23) as f32 - 1.0;
        (0..count).map(|_| unit(self.random.next_u32()) * bound).collect()
    }
}

impl ModuleMapper for Seeder {
    fn enter_module(&mut self, name: &str, _container_type: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _container_type: &str) {
        self.path.pop();
    }

    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        if D < 2 {
            return param;
        }
        let shape = param.val().dims();
        let values = self.uniform(shape.iter().product(), self.bound(&shape));
        param.map(|tensor| {
            let device = tensor.device();
            let drawn = Tensor::from_data(TensorData::new(values, shape), &device);
            // Outside autodiff there is nothing to require: a finished model is only read.
            if device.is_autodiff() { drawn.require_grad() } else { drawn }
        })
    }
}
