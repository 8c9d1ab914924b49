//! Parameters by name: for files, for decay groups, for counting.

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param};
use burn::tensor::{Tensor, TensorData, TensorReadError};
use std::collections::HashMap;

/// A parameter on the host.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedTensor {
    /// Path in the module, such as `Encoder.blocks.0.up.weight`.
    pub name: String,
    /// Extent of each dimension.
    pub shape: Vec<usize>,
    /// Row-major f32 values.
    pub values: Vec<f32>,
}

/// Number of trainable values.
pub fn count_parameters<M: Module>(model: &M) -> usize {
    model.num_params()
}

/// Reads every parameter back to the host, in module order.
///
/// # Errors
/// What the device reports when it cannot be read.
pub async fn named_parameters<M: Module>(model: &M) -> Result<Vec<NamedTensor>, TensorReadError> {
    let mut reader = Collector::default();
    model.visit(&mut reader);
    let mut named = Vec::with_capacity(reader.found.len());
    for (name, shape, tensor) in reader.found {
        let values = read_values(tensor).await?;
        named.push(NamedTensor { name, shape, values });
    }
    Ok(named)
}

/// Reads a tensor back to the host, row-major, without blocking.
///
/// # Errors
/// What the device reports when it cannot be read.
pub async fn read_values<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>, TensorReadError> {
    Ok(tensor.into_data_async().await?.try_into_vec_as::<f32>()?)
}

/// Paths of the matrices of linear layers: the parameters that weight decay applies to.
pub fn decayed_parameters<M: Module>(model: &M) -> Vec<String> {
    let mut reader = Collector::default();
    model.visit(&mut reader);
    reader.decayed
}

/// Replaces every parameter by the one of its name.
///
/// # Errors
/// The first name that is missing or has another shape.
pub fn load_parameters<M: Module>(model: M, tensors: &[NamedTensor]) -> Result<M, String> {
    let by_name: HashMap<&str, &NamedTensor> = tensors.iter().map(|t| (t.name.as_str(), t)).collect();
    fill_parameters(model, |name, shape| match by_name.get(name) {
        Some(found) if found.shape == shape => Ok(found.values.clone()),
        Some(found) => Err(format!("`{name}` has shape {:?}, not {shape:?}", found.shape)),
        None => Err(format!("`{name}` is missing")),
    })
}

/// Replaces every parameter, in module order, by what `ask` gives for its name and shape: as many row-major values as
/// the shape has.
///
/// One is asked for at a time and goes straight to the device. A parameter that has not been allocated before is not
/// allocated twice.
///
/// # Errors
/// The first of `ask`; nothing is asked for after it.
pub fn fill_parameters<M: Module, E>(model: M, ask: impl FnMut(&str, &[usize]) -> Result<Vec<f32>, E>) -> Result<M, E> {
    let mut filler = Filler { ask, path: Vec::new(), wrong: None };
    let model = model.map(&mut filler);
    filler.wrong.map_or(Ok(model), Err)
}

#[derive(Default)]
struct Collector {
    path: Vec<String>,
    containers: Vec<String>,
    found: Vec<(String, Vec<usize>, Tensor<1>)>,
    decayed: Vec<String>,
}

impl ModuleVisitor for Collector {
    fn enter_module(&mut self, name: &str, container_type: &str) {
        self.path.push(name.to_owned());
        self.containers.push(container_type.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _container_type: &str) {
        self.path.pop();
        self.containers.pop();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let tensor = param.val();
        let shape = tensor.dims().to_vec();
        if D > 1 && self.containers.last().is_some_and(|c| c == "Struct:Linear") {
            self.decayed.push(self.path.join("."));
        }
        let flat = tensor.inner().reshape([shape.iter().product::<usize>()]);
        self.found.push((self.path.join("."), shape, flat));
    }
}

struct Filler<F, E> {
    ask: F,
    path: Vec<String>,
    wrong: Option<E>,
}

impl<F: FnMut(&str, &[usize]) -> Result<Vec<f32>, E>, E> ModuleMapper for Filler<F, E> {
    fn enter_module(&mut self, name: &str, _container_type: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _container_type: &str) {
        self.path.pop();
    }

    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        if self.wrong.is_some() {
            return param;
        }
        let shape: [usize; D] = param.lazy_shape().dims();
        match (self.ask)(&self.path.join("."), &shape) {
            Ok(values) => {
                let tensor = Tensor::from_data(TensorData::new(values, shape), &param.lazy_device());
                let id = param.id;
                param.transform_for_load(tensor, id)
            }
            Err(why) => {
                self.wrong = Some(why);
                param
            }
        }
    }
}
