//! ONNX's operators as far as they are needed, each with the types that it takes and gives.
//!
//! Shapes broadcast as in numpy. The definitions are those of <https://onnx.ai/onnx/operators/>, version 17.

use super::graph::{Graph, Setting};
use super::value::{Element, Value};

/// The last axis.
const LAST: i64 = -1;

impl Graph {
    pub(super) fn add<T>(&mut self, a: Value<T>, b: Value<T>) -> Value<T> {
        self.node("Add", &[a.id, b.id], &[])
    }

    pub(super) fn subtract<T>(&mut self, a: Value<T>, b: Value<T>) -> Value<T> {
        self.node("Sub", &[a.id, b.id], &[])
    }

    pub(super) fn multiply<T>(&mut self, a: Value<T>, b: Value<T>) -> Value<T> {
        self.node("Mul", &[a.id, b.id], &[])
    }

    pub(super) fn divide<T>(&mut self, a: Value<T>, b: Value<T>) -> Value<T> {
        self.node("Div", &[a.id, b.id], &[])
    }

    pub(super) fn larger(&mut self, a: Value<f32>, b: Value<f32>) -> Value<f32> {
        self.node("Max", &[a.id, b.id], &[])
    }

    pub(super) fn times(&mut self, x: Value<f32>, factor: f64) -> Value<f32> {
        let factor = self.scalar(factor as f32);
        self.multiply(x, factor)
    }

    pub(super) fn plus(&mut self, x: Value<f32>, summand: f64) -> Value<f32> {
        let summand = self.scalar(summand as f32);
        self.add(x, summand)
    }

    pub(super) fn negative(&mut self, x: Value<f32>) -> Value<f32> {
        self.node("Neg", &[x.id], &[])
    }

    pub(super) fn root(&mut self, x: Value<f32>) -> Value<f32> {
        self.node("Sqrt", &[x.id], &[])
    }

    pub(super) fn relu(&mut self, x: Value<f32>) -> Value<f32> {
        self.node("Relu", &[x.id], &[])
    }

    pub(super) fn tanh(&mut self, x: Value<f32>) -> Value<f32> {
        self.node("Tanh", &[x.id], &[])
    }

    pub(super) fn error_function(&mut self, x: Value<f32>) -> Value<f32> {
        self.node("Erf", &[x.id], &[])
    }

    pub(super) fn sigmoid(&mut self, x: Value<f32>) -> Value<f32> {
        self.node("Sigmoid", &[x.id], &[])
    }

    /// Over the last axis.
    pub(super) fn softmax(&mut self, x: Value<f32>) -> Value<f32> {
        self.node("Softmax", &[x.id], &[("axis", Setting::Int(LAST))])
    }

    /// Over the last axis, which stays with an extent of 1.
    pub(super) fn mean(&mut self, x: Value<f32>) -> Value<f32> {
        self.node("ReduceMean", &[x.id], &[("axes", Setting::Ints(&[LAST]))])
    }

    /// Over the last axis, which stays with an extent of 1.
    pub(super) fn sum(&mut self, x: Value<f32>) -> Value<f32> {
        let axes = self.list(&[LAST]);
        self.node("ReduceSum", &[x.id, axes.id], &[])
    }

    /// Over the last axis, by mean and variance, with learned scale and shift.
    pub(super) fn layer_norm(
        &mut self,
        x: Value<f32>,
        scale: Value<f32>,
        shift: Value<f32>,
        epsilon: f64,
    ) -> Value<f32> {
        let settings = [("axis", Setting::Int(LAST)), ("epsilon", Setting::Float(epsilon as f32))];
        self.node("LayerNormalization", &[x.id, scale.id, shift.id], &settings)
    }

    /// Matrix product over the last two axes.
    pub(super) fn product(&mut self, a: Value<f32>, b: Value<f32>) -> Value<f32> {
        self.node("MatMul", &[a.id, b.id], &[])
    }

    /// Matrix product of bytes, less their zeros.
    pub(super) fn byte_product(&mut self, a: Value<u8>, b: Value<u8>, zeros: [Value<u8>; 2]) -> Value<i32> {
        self.node("MatMulInteger", &[a.id, b.id, zeros[0].id, zeros[1].id], &[])
    }

    /// Bytes, scale and zero of a whole tensor: `x ≈ scale · (bytes − zero)`.
    pub(super) fn quantize(&mut self, x: Value<f32>) -> (Value<u8>, Value<f32>, Value<u8>) {
        let outputs = self.node_with("DynamicQuantizeLinear", 3, &[x.id], &[]);
        (Value::new(outputs[0]), Value::new(outputs[1]), Value::new(outputs[2]))
    }

    /// `scale · (x − zero)`, with a scale and a zero for each place of the last axis.
    pub(super) fn dequantize(&mut self, x: Value<u8>, scale: Value<f32>, zero: Value<u8>) -> Value<f32> {
        self.node("DequantizeLinear", &[x.id, scale.id, zero.id], &[("axis", Setting::Int(LAST))])
    }

    pub(super) fn cast<T: Element>(&mut self, x: Value<impl Element>) -> Value<T> {
        self.node("Cast", &[x.id], &[("to", Setting::Int(T::TYPE.into()))])
    }

    pub(super) fn greater<T>(&mut self, a: Value<T>, b: Value<T>) -> Value<bool> {
        self.node("Greater", &[a.id, b.id], &[])
    }

    pub(super) fn equal<T>(&mut self, a: Value<T>, b: Value<T>) -> Value<bool> {
        self.node("Equal", &[a.id, b.id], &[])
    }

    pub(super) fn choose<T>(&mut self, which: Value<bool>, yes: Value<T>, no: Value<T>) -> Value<T> {
        self.node("Where", &[which.id, yes.id, no.id], &[])
    }

    /// Rows of a table `[rows, …]` by their numbers.
    pub(super) fn rows<T>(&mut self, table: Value<T>, numbers: Value<i64>) -> Value<T> {
        self.node("Gather", &[table.id, numbers.id], &[])
    }

    /// The rows that lie at `place` `[]` of the second axis: `[batch, length, width]` to `[batch, width]`.
    pub(super) fn at(&mut self, x: Value<f32>, place: Value<i64>) -> Value<f32> {
        self.node("Gather", &[x.id, place.id], &[("axis", Setting::Int(1))])
    }

    /// The row of each batch that lies at its place `[batch, 1]`: `[batch, length, width]` to `[batch, width]`.
    pub(super) fn at_each(&mut self, x: Value<f32>, places: Value<i64>) -> Value<f32> {
        self.node("GatherND", &[x.id, places.id], &[("batch_dims", Setting::Int(1))])
    }

    /// Place of the largest value of the last axis, which stays with an extent of 1; the first of several.
    pub(super) fn place_of_largest(&mut self, x: Value<f32>) -> Value<i64> {
        self.node("ArgMax", &[x.id], &[("axis", Setting::Int(LAST))])
    }

    /// Sums up to and with each place of the last axis.
    pub(super) fn running_sum<T>(&mut self, x: Value<T>) -> Value<T> {
        let axis = self.scalar(LAST);
        self.node("CumSum", &[x.id, axis.id], &[])
    }

    /// The first rows of a table: `count` `[1]`, or all where there are fewer.
    pub(super) fn first_rows<T>(&mut self, table: Value<T>, count: Value<i64>) -> Value<T> {
        let zero = self.list(&[0_i64]);
        self.node("Slice", &[table.id, zero.id, count.id, zero.id], &[])
    }

    /// Both halves of the last axis.
    pub(super) fn halves(&mut self, x: Value<f32>) -> [Value<f32>; 2] {
        let outputs = self.node_with("Split", 2, &[x.id], &[("axis", Setting::Int(LAST))]);
        [Value::new(outputs[0]), Value::new(outputs[1])]
    }

    /// One after the other on the last axis.
    pub(super) fn join(&mut self, a: Value<f32>, b: Value<f32>) -> Value<f32> {
        self.node("Concat", &[a.id, b.id], &[("axis", Setting::Int(LAST))])
    }

    /// In a shape in which 0 stands for the extent that is there already, and −1 for what is left.
    pub(super) fn reshape<T>(&mut self, x: Value<T>, shape: &[i64]) -> Value<T> {
        let shape = self.list(shape);
        self.node("Reshape", &[x.id, shape.id], &[])
    }

    /// With new axes of extent 1 at these places.
    pub(super) fn widen<T>(&mut self, x: Value<T>, places: &[i64]) -> Value<T> {
        let places = self.list(places);
        self.node("Unsqueeze", &[x.id, places.id], &[])
    }

    pub(super) fn permute<T>(&mut self, x: Value<T>, axes: &'static [i64]) -> Value<T> {
        self.node("Transpose", &[x.id], &[("perm", Setting::Ints(axes))])
    }

    /// Extent of the second axis `[1]`.
    pub(super) fn second_extent<T>(&mut self, x: Value<T>) -> Value<i64> {
        self.node("Shape", &[x.id], &[("start", Setting::Int(1)), ("end", Setting::Int(2))])
    }

    /// 0, 1, 2, … below `count` `[1]`.
    pub(super) fn count(&mut self, count: Value<i64>) -> Value<i64> {
        let (zero, one) = (self.scalar(0_i64), self.scalar(1_i64));
        let limit: Value<i64> = self.node("Squeeze", &[count.id], &[]);
        self.node("Range", &[zero.id, limit.id, one.id], &[])
    }
}
