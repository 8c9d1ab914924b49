//! Initial weights of a decoder, drawn on the host so that every device starts from the same numbers.

use burn::module::{Module, ModuleMapper, Param};
use burn::tensor::{Tensor, TensorData};
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// Largest standard deviation of embeddings, and that of the head, as in GPT-2 (Radford et al. 2019).
const DEVIATION: f32 = 0.02;
/// A tied head gives the token just read this logit at first, whatever the width: no more, or a new model would be
/// sure that every token repeats.
const OWN_LOGIT: f32 = 2.0;

/// Fills every matrix from `seed`; vectors keep what their layer gave them (biases 0, scales 1).
///
/// All are uniform, which needs no function that hosts round differently. Linear layers spread over ±√(6 / (in + out))
/// (Glorot & Bengio 2010), but for those that add to the residual stream: they begin at 0, so that every block begins
/// as the identity (Goyal et al. 2017). A small decoder learns faster so than with GPT-2's `1/√(2 · layers)`.
pub(super) fn seed_decoder<M: Module>(model: M, seed: u64) -> M {
    model.map(&mut Seeder { random: Pcg64Mcg::seed_from_u64(seed), path: Vec::new() })
}

struct Seeder {
    random: Pcg64Mcg,
    path: Vec<String>,
}

impl Seeder {
    /// Half-width of the uniform distribution of the parameter in hand.
    fn bound(&self, shape: &[usize]) -> f32 {
        let [rows, width] = [shape[0], shape[1]];
        match self.path.iter().rev().nth(1).map(String::as_str) {
            Some("tokens" | "positions") => DEVIATION.min(OWN_LOGIT / width as f32) * 3.0_f32.sqrt(),
            Some("head") => DEVIATION * 3.0_f32.sqrt(),
            Some("output" | "down") => 0.0,
            _ => (6.0 / (rows + width) as f32).sqrt(),
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
