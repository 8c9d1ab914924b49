//! A graph as it grows: names, nodes and constants. What an operation takes and gives is in [`super::operations`].

use super::error::OnnxError;
use super::proto::{
    Attribute, Dimension, Entry, GraphBody, Model, Node, OperatorSet, Port, PortType, Shape, TensorData, TensorType,
    kind,
};
use super::value::{Element, Value};
use super::wire::Message;
use std::collections::HashMap;

/// Of the operators: the first with `LayerNormalization`. onnxruntime reads it from 1.12 on.
const OPSET: i64 = 17;
/// Of the file, the one that came with these operators.
const IR_VERSION: i64 = 8;
/// A protobuf message is shorter.
const MAX_BYTES: u64 = (1 << 31) - 1;
/// Room for the nodes of a small model, in bytes.
const MANY_NODES: usize = 1 << 16;

/// An extent of an input or output.
#[derive(Clone, Copy)]
pub(super) enum Extent {
    /// The same for every call.
    Fixed(usize),
    /// As the caller likes; one name stands for one number in a call.
    Free(&'static str),
}

/// A setting of a node.
#[derive(Clone, Copy)]
pub(super) enum Setting {
    Float(f32),
    Int(i64),
    Ints(&'static [i64]),
}

/// A graph under construction.
#[derive(Default)]
pub(super) struct Graph {
    body: GraphBody,
    names: Vec<String>,
    /// Constants that are there already, by type, shape and bytes.
    constants: HashMap<(i32, Vec<i64>, Vec<u8>), usize>,
    metadata: Vec<Entry>,
}

impl Graph {
    /// What the caller gives.
    pub(super) fn input<T: Element>(&mut self, name: &str, extents: &[Extent]) -> Value<T> {
        self.body.input.push(port::<T>(name, extents));
        self.named(name.into())
    }

    /// Gives `value` to the caller under `name`.
    pub(super) fn output<T: Element>(&mut self, name: &str, value: Value<T>, extents: &[Extent]) {
        let inner = std::mem::replace(&mut self.names[value.id], name.into());
        let renamed = self.body.node.iter_mut().flat_map(|node| node.input.iter_mut().chain(&mut node.output));
        renamed.filter(|used| **used == inner).for_each(|used| used.clone_from(&self.names[value.id]));
        self.body.output.push(port::<T>(name, extents));
    }

    /// A line that the file carries along.
    pub(super) fn note(&mut self, key: &str, value: impl Into<String>) {
        self.metadata.push(Entry { key: key.into(), value: value.into() });
    }

    /// A weight, row-major.
    pub(super) fn weight<T: Element>(&mut self, name: &str, shape: &[usize], values: &[T]) -> Value<T> {
        let dims = shape.iter().map(|&extent| extent as i64).collect();
        let mut raw_data = Vec::with_capacity(size_of_val(values));
        values.iter().for_each(|value| value.write(&mut raw_data));
        self.body.initializer.push(TensorData { dims, data_type: T::TYPE, name: name.into(), raw_data });
        self.named(name.into())
    }

    /// A single number.
    pub(super) fn scalar<T: Element>(&mut self, value: T) -> Value<T> {
        self.constant(vec![], &[value])
    }

    /// A list of numbers, such as a shape.
    pub(super) fn list<T: Element>(&mut self, values: &[T]) -> Value<T> {
        self.constant(vec![values.len() as i64], values)
    }

    fn constant<T: Element>(&mut self, dims: Vec<i64>, values: &[T]) -> Value<T> {
        let mut raw_data = Vec::new();
        values.iter().for_each(|value| value.write(&mut raw_data));
        let key = (T::TYPE, dims, raw_data);
        if let Some(&id) = self.constants.get(&key) {
            return Value::new(id);
        }
        let name = format!("constant_{}", self.names.len());
        let (data_type, dims, raw_data) = key.clone();
        self.body.initializer.push(TensorData { dims, data_type, name: name.clone(), raw_data });
        let value = self.named(name);
        self.constants.insert(key, value.id);
        value
    }

    /// A node with one output.
    pub(super) fn node<T>(&mut self, kind: &str, inputs: &[usize], settings: &[(&str, Setting)]) -> Value<T> {
        let outputs = self.node_with(kind, 1, inputs, settings);
        Value::new(outputs[0])
    }

    /// A node with several outputs; gives their places.
    pub(super) fn node_with(
        &mut self,
        kind: &str,
        outputs: usize,
        inputs: &[usize],
        settings: &[(&str, Setting)],
    ) -> Vec<usize> {
        let first = self.names.len();
        self.names.extend((first..first + outputs).map(|at| format!("{kind}_{at}")));
        self.body.node.push(Node {
            input: inputs.iter().map(|&id| self.names[id].clone()).collect(),
            output: self.names[first..].to_vec(),
            name: format!("{kind}_{first}"),
            op_type: kind.into(),
            attribute: settings.iter().map(|&(name, setting)| attribute(name, setting)).collect(),
        });
        (first..first + outputs).collect()
    }

    fn named<T>(&mut self, name: String) -> Value<T> {
        self.names.push(name);
        Value::new(self.names.len() - 1)
    }

    /// The file.
    pub(super) fn finish(mut self, name: &str) -> Result<Vec<u8>, OnnxError> {
        self.body.name = name.into();
        let weights = self.body.initializer.iter().map(|weight| weight.raw_data.len()).sum::<usize>();
        let model = Model {
            ir_version: IR_VERSION,
            producer_name: "stillroom".into(),
            producer_version: env!("CARGO_PKG_VERSION").into(),
            graph: Some(self.body),
            opset_import: vec![OperatorSet { domain: String::new(), version: OPSET }],
            metadata_props: self.metadata,
        };
        fits(weights)?;
        let bytes = model.to_bytes(weights + weights / 16 + MANY_NODES);
        fits(bytes.len()).map(|()| bytes)
    }
}

/// # Errors
/// [`OnnxError::TooLarge`] for what no file of one piece holds.
pub(super) fn fits(bytes: usize) -> Result<(), OnnxError> {
    match bytes as u64 {
        0..=MAX_BYTES => Ok(()),
        bytes => Err(OnnxError::TooLarge(bytes)),
    }
}

fn port<T: Element>(name: &str, extents: &[Extent]) -> Port {
    let dim = extents.iter().map(|&extent| dimension(extent)).collect();
    let tensor_type = Some(TensorType { elem_type: T::TYPE, shape: Some(Shape { dim }) });
    Port { name: name.into(), r#type: Some(PortType { tensor_type }) }
}

fn dimension(extent: Extent) -> Dimension {
    match extent {
        Extent::Fixed(extent) => Dimension { dim_value: Some(extent as i64), dim_param: None },
        Extent::Free(name) => Dimension { dim_value: None, dim_param: Some(name.into()) },
    }
}

fn attribute(name: &str, setting: Setting) -> Attribute {
    let empty = Attribute { name: name.into(), ..Attribute::default() };
    match setting {
        Setting::Float(f) => Attribute { f: Some(f), r#type: kind::ATTRIBUTE_FLOAT, ..empty },
        Setting::Int(i) => Attribute { i: Some(i), r#type: kind::ATTRIBUTE_INT, ..empty },
        Setting::Ints(ints) => Attribute { ints: ints.to_vec(), r#type: kind::ATTRIBUTE_INTS, ..empty },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_gibibytes_are_too_many() {
        assert_eq!(fits((1 << 31) - 1), Ok(()));
        assert_eq!(fits(1 << 31), Err(OnnxError::TooLarge(1 << 31)));
    }
}
