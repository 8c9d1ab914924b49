//! Initial weights from a seed, drawn on the host so that every device starts from the same numbers.

use burn::module::{Module, ModuleMapper, Param};
use burn::tensor::{Tensor, TensorData};
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// Half-width of the uniform distribution of embeddings: standard deviation 0.1.
const EMBEDDING_BOUND: f32 = 0.173;

/// Fills every matrix from `seed`; vectors keep what their layer gave them (biases 0, scales 1).
///
/// Linear layers are uniform in ±√(6 / (in + out)) (Glorot & Bengio 2010).
pub fn seed_weights<M: Module>(model: M, seed: u64) -> M {
    seed_within(model, seed, |_, container, shape| {
        Some(match container {
            "Struct:Embedding" => EMBEDDING_BOUND,
            _ => glorot(shape),
        })
    })
}

/// √(6 / (in + out)).
pub(crate) fn glorot(shape: &[usize]) -> f32 {
    (6.0 / shape.iter().sum::<usize>() as f32).sqrt()
}

/// Fills every matrix evenly within ±`bound`, which is given the path of names to it, the kind of what holds it, and its
/// shape; one without a bound stays as it is. All are uniform, which needs no function that hosts round differently.
pub(crate) fn seed_within<M: Module>(
    model: M,
    seed: u64,
    bound: impl Fn(&[String], &str, &[usize]) -> Option<f32>,
) -> M {
    let (path, containers) = (Vec::new(), Vec::new());
    model.map(&mut Seeder { random: Pcg64Mcg::seed_from_u64(seed), path, containers, bound })
}

struct Seeder<B> {
    random: Pcg64Mcg,
    path: Vec<String>,
    containers: Vec<String>,
    bound: B,
}

impl<B> Seeder<B> {
    /// Uniform in ±`bound`, from 24 random bits each: the same on 32 and 64 bit hosts.
    fn uniform(&mut self, count: usize, bound: f32) -> Vec<f32> {
        let unit = |bits: u32| (bits >> 8) as f32 / (1 << 23) as f32 - 1.0;
        (0..count).map(|_| unit(self.random.next_u32()) * bound).collect()
    }
}

impl<B: Fn(&[String], &str, &[usize]) -> Option<f32>> ModuleMapper for Seeder<B> {
    fn enter_module(&mut self, name: &str, container_type: &str) {
        self.path.push(name.to_owned());
        self.containers.push(container_type.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _container_type: &str) {
        self.path.pop();
        self.containers.pop();
    }

    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        if D < 2 {
            return param;
        }
        let shape = param.lazy_shape().dims::<D>();
        let container = self.containers.last().map_or("", String::as_str);
        let Some(bound) = (self.bound)(&self.path, container, &shape) else { return param };
        let values = self.uniform(shape.iter().product(), bound);
        param.map(|tensor| {
            let device = tensor.device();
            let drawn = Tensor::from_data(TensorData::new(values, shape), &device);
            // Outside autodiff there is nothing to require: a finished model is only read.
            if device.is_autodiff() { drawn.require_grad() } else { drawn }
        })
    }
}
