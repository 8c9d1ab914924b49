//! The part of ONNX's protobuf that a model of ours needs, by the field numbers of `onnx/onnx.proto` (onnx 1.13).

use super::wire::{Fields, Message};

/// `TensorProto.DataType` and `AttributeProto.AttributeType` are numbers of these enumerations.
pub(super) mod kind {
    pub(in super::super) const ATTRIBUTE_FLOAT: i32 = 1;
    pub(in super::super) const ATTRIBUTE_INT: i32 = 2;
    pub(in super::super) const ATTRIBUTE_INTS: i32 = 7;
}

/// A whole file.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Model {
    pub(super) ir_version: i64,
    pub(super) producer_name: String,
    pub(super) producer_version: String,
    pub(super) graph: Option<GraphBody>,
    pub(super) opset_import: Vec<OperatorSet>,
    pub(super) metadata_props: Vec<Entry>,
}

impl Message for Model {
    fn write(&self, fields: &mut Fields) {
        fields.int(1, self.ir_version);
        fields.text(2, &self.producer_name);
        fields.text(3, &self.producer_version);
        if let Some(value) = &self.graph {
            fields.message(7, value);
        }
        fields.messages(8, &self.opset_import);
        fields.messages(14, &self.metadata_props);
    }
}

/// The version of the operators.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct OperatorSet {
    /// Empty for ONNX's own.
    pub(super) domain: String,
    pub(super) version: i64,
}

impl Message for OperatorSet {
    fn write(&self, fields: &mut Fields) {
        fields.text(1, &self.domain);
        fields.int(2, self.version);
    }
}

/// A line of metadata.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) value: String,
}

impl Message for Entry {
    fn write(&self, fields: &mut Fields) {
        fields.text(1, &self.key);
        fields.text(2, &self.value);
    }
}

/// Nodes in the order of computation, and what they start from.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct GraphBody {
    pub(super) node: Vec<Node>,
    pub(super) name: String,
    pub(super) initializer: Vec<TensorData>,
    pub(super) input: Vec<Port>,
    pub(super) output: Vec<Port>,
}

impl Message for GraphBody {
    fn write(&self, fields: &mut Fields) {
        fields.messages(1, &self.node);
        fields.text(2, &self.name);
        fields.messages(5, &self.initializer);
        fields.messages(11, &self.input);
        fields.messages(12, &self.output);
    }
}

/// One operation.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Node {
    pub(super) input: Vec<String>,
    pub(super) output: Vec<String>,
    pub(super) name: String,
    pub(super) op_type: String,
    pub(super) attribute: Vec<Attribute>,
}

impl Message for Node {
    fn write(&self, fields: &mut Fields) {
        self.input.iter().for_each(|text| fields.text(1, text));
        self.output.iter().for_each(|text| fields.text(2, text));
        fields.text(3, &self.name);
        fields.text(4, &self.op_type);
        fields.messages(5, &self.attribute);
    }
}

/// A setting of a node: a number or several.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Attribute {
    pub(super) name: String,
    pub(super) f: Option<f32>,
    pub(super) i: Option<i64>,
    pub(super) ints: Vec<i64>,
    pub(super) r#type: i32,
}

impl Message for Attribute {
    fn write(&self, fields: &mut Fields) {
        fields.text(1, &self.name);
        if let Some(value) = self.f {
            fields.float(2, value);
        }
        if let Some(value) = self.i {
            fields.int(3, value);
        }
        fields.ints(8, &self.ints);
        fields.int(20, self.r#type.into());
    }
}

/// A weight or a constant.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct TensorData {
    pub(super) dims: Vec<i64>,
    pub(super) data_type: i32,
    pub(super) name: String,
    /// Row-major, little-endian.
    pub(super) raw_data: Vec<u8>,
}

impl Message for TensorData {
    fn write(&self, fields: &mut Fields) {
        fields.ints(1, &self.dims);
        fields.int(2, self.data_type.into());
        fields.text(8, &self.name);
        fields.bytes(9, &self.raw_data);
    }
}

/// What goes in or comes out.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Port {
    pub(super) name: String,
    pub(super) r#type: Option<PortType>,
}

impl Message for Port {
    fn write(&self, fields: &mut Fields) {
        fields.text(1, &self.name);
        if let Some(value) = &self.r#type {
            fields.message(2, value);
        }
    }
}

/// Its type: always a tensor.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct PortType {
    pub(super) tensor_type: Option<TensorType>,
}

impl Message for PortType {
    fn write(&self, fields: &mut Fields) {
        if let Some(value) = &self.tensor_type {
            fields.message(1, value);
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct TensorType {
    pub(super) elem_type: i32,
    pub(super) shape: Option<Shape>,
}

impl Message for TensorType {
    fn write(&self, fields: &mut Fields) {
        fields.int(1, self.elem_type.into());
        if let Some(value) = &self.shape {
            fields.message(2, value);
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Shape {
    pub(super) dim: Vec<Dimension>,
}

impl Message for Shape {
    fn write(&self, fields: &mut Fields) {
        fields.messages(1, &self.dim);
    }
}

/// An extent: known, or a name that stands for any.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Dimension {
    pub(super) dim_value: Option<i64>,
    pub(super) dim_param: Option<String>,
}

impl Message for Dimension {
    fn write(&self, fields: &mut Fields) {
        if let Some(value) = self.dim_value {
            fields.int(1, value);
        }
        if let Some(value) = &self.dim_param {
            fields.text(2, value);
        }
    }
}
