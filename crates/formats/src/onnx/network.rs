//! What every model is made of: linear layers and tables, in f32 or in bytes.

use super::OnnxWeights;
use super::error::OnnxError;
use super::graph::{Extent, Graph, fits};
use super::quantize::{ZERO, quantize};
use super::value::Value;
use super::weights::Weights;
use std::collections::HashMap;
use stillroom_models::NamedTensor;

/// Rows in a call.
pub(super) const BATCH: Extent = Extent::Free("batch");
/// Tokens in a row.
pub(super) const LENGTH: Extent = Extent::Free("length");

/// A graph and the weights that go into it.
pub(super) struct Network<'a> {
    pub(super) graph: Graph,
    weights: Weights<'a>,
    form: OnnxWeights,
    /// Activations as bytes: queries, keys and values read the same ones.
    quantized: HashMap<usize, Activation>,
}

/// The tensors that the caller gives.
pub(super) struct Inputs {
    /// Token ids `[batch, length]`.
    pub(super) ids: Value<i64>,
    /// 1 for tokens, 0 for padding `[batch, length]`.
    pub(super) mask: Value<f32>,
    /// Tokens in a row `[1]`.
    pub(super) length: Value<i64>,
}

/// A matrix whose rows are looked up.
#[derive(Clone, Copy)]
pub(super) enum Table {
    F32(Value<f32>),
    Bytes { values: Value<u8>, scales: Value<f32>, columns: usize },
}

#[derive(Clone, Copy)]
struct Activation {
    bytes: Value<u8>,
    scale: Value<f32>,
    zero: Value<u8>,
}

impl<'a> Network<'a> {
    /// # Errors
    /// See [`Weights::new`]; [`OnnxError::TooLarge`] where that is certain before anything is copied.
    pub(super) fn new(tensors: &'a [NamedTensor], form: OnnxWeights) -> Result<Self, OnnxError> {
        let values = tensors.iter().map(|tensor| tensor.values.len()).sum::<usize>();
        fits(values.saturating_mul(if form == OnnxWeights::F32 { 4 } else { 1 }))?;
        let weights = Weights::new(tensors)?;
        Ok(Self { graph: Graph::default(), weights, form, quantized: HashMap::new() })
    }

    /// `input_ids` and `attention_mask`, as Hugging Face's models have them; ids are below `ids`.
    ///
    /// An id below 0 would count from the end of the table: it becomes one beyond it, which a lookup refuses.
    pub(super) fn inputs(&mut self, ids: usize) -> Inputs {
        let ids = self.numbers("input_ids", ids);
        let graph = &mut self.graph;
        let mask: Value<i64> = graph.input("attention_mask", &[BATCH, LENGTH]);
        let tokens: Value<bool> = graph.cast(mask);
        Inputs { ids, mask: graph.cast(tokens), length: graph.second_extent(ids) }
    }

    /// Rows of a table that the caller asks for `[batch, length]`: below `rows`, or refused when they are looked up.
    pub(super) fn numbers(&mut self, name: &str, rows: usize) -> Value<i64> {
        let graph = &mut self.graph;
        let given = graph.input(name, &[BATCH, LENGTH]);
        let (zero, beyond) = (graph.scalar(0_i64), graph.scalar(rows as i64));
        let negative = graph.greater(zero, given);
        graph.choose(negative, beyond, given)
    }

    /// A vector in f32.
    ///
    /// # Errors
    /// See [`Weights::take`].
    pub(super) fn vector(&mut self, name: &str, width: usize) -> Result<Value<f32>, OnnxError> {
        let tensor = self.weights.take(name, &[width])?;
        Ok(self.graph.weight(name, &tensor.shape, &tensor.values))
    }

    /// `x W`, and `+ b` where there is a bias: a linear layer `[from, to]`.
    ///
    /// # Errors
    /// See [`Weights::take`].
    pub(super) fn linear(
        &mut self,
        name: &str,
        x: Value<f32>,
        shape: [usize; 2],
        bias: bool,
    ) -> Result<Value<f32>, OnnxError> {
        let weight = self.table(&format!("{name}.weight"), shape)?;
        let product = self.product(x, weight);
        self.biased(name, product, shape[1], bias)
    }

    /// The same in f32 always: for the few numbers of a classifier's head.
    ///
    /// # Errors
    /// See [`Weights::take`].
    pub(super) fn head(&mut self, name: &str, x: Value<f32>, shape: [usize; 2]) -> Result<Value<f32>, OnnxError> {
        let product = self.score(name, x, shape)?;
        self.biased(name, product, shape[1], true)
    }

    /// A head without bias.
    ///
    /// # Errors
    /// See [`Weights::take`].
    pub(super) fn score(&mut self, name: &str, x: Value<f32>, shape: [usize; 2]) -> Result<Value<f32>, OnnxError> {
        let weight = format!("{name}.weight");
        let tensor = self.weights.take(&weight, &shape)?;
        let weight = self.graph.weight(&weight, &shape, &tensor.values);
        Ok(self.graph.product(x, weight))
    }

    fn biased(&mut self, name: &str, x: Value<f32>, width: usize, bias: bool) -> Result<Value<f32>, OnnxError> {
        if !bias {
            return Ok(x);
        }
        let bias = self.vector(&format!("{name}.bias"), width)?;
        Ok(self.graph.add(x, bias))
    }

    /// A matrix `[rows, columns]`.
    ///
    /// # Errors
    /// See [`Weights::take`]; [`OnnxError::NotFinite`] where it is to become bytes.
    pub(super) fn table(&mut self, name: &str, shape: [usize; 2]) -> Result<Table, OnnxError> {
        let tensor = self.weights.take(name, &shape)?;
        if self.form == OnnxWeights::F32 {
            return Ok(Table::F32(self.graph.weight(name, &shape, &tensor.values)));
        }
        let [_, columns] = shape;
        let bytes = quantize(tensor, columns)?;
        Ok(Table::Bytes {
            values: self.graph.weight(&format!("{name}.bytes"), &shape, &bytes.values),
            scales: self.graph.weight(&format!("{name}.scales"), &[columns], &bytes.scales),
            columns,
        })
    }

    /// Rows of a table by their numbers `[batch, length]`: `[batch, length, columns]`.
    pub(super) fn rows(&mut self, table: Table, numbers: Value<i64>) -> Value<f32> {
        match table {
            Table::F32(values) => self.graph.rows(values, numbers),
            Table::Bytes { values, scales, columns } => {
                let rows = self.graph.rows(values, numbers);
                let zeros = self.graph.list(&vec![ZERO; columns]);
                self.graph.dequantize(rows, scales, zeros)
            }
        }
    }

    /// The first rows of a table: `count` `[1]`.
    ///
    /// Fewer where the table has fewer: what they are added to has `count` then, and the addition is refused.
    pub(super) fn first_rows(&mut self, table: Table, count: Value<i64>) -> Value<f32> {
        match table {
            Table::F32(values) => self.graph.first_rows(values, count),
            Table::Bytes { values, scales, columns } => {
                let rows = self.graph.first_rows(values, count);
                let zeros = self.graph.list(&vec![ZERO; columns]);
                self.graph.dequantize(rows, scales, zeros)
            }
        }
    }

    /// `x W` `[.., columns]`.
    fn product(&mut self, x: Value<f32>, weight: Table) -> Value<f32> {
        match weight {
            Table::F32(weight) => self.graph.product(x, weight),
            Table::Bytes { values, scales, .. } => {
                let activation = self.quantized(x);
                let scale = self.graph.multiply(activation.scale, scales);
                self.byte_product(activation, values, scale)
            }
        }
    }

    /// `x Wᵀ` `[.., rows]`: the head that is the token embedding.
    pub(super) fn product_transposed(&mut self, x: Value<f32>, weight: Table) -> Value<f32> {
        match weight {
            Table::F32(weight) => {
                let weight = self.graph.permute(weight, &[1, 0]);
                self.graph.product(x, weight)
            }
            // The scales belong to what is summed over here: they go into x.
            Table::Bytes { values, scales, .. } => {
                let scaled = self.graph.multiply(x, scales);
                let activation = self.quantized(scaled);
                let values = self.graph.permute(values, &[1, 0]);
                self.byte_product(activation, values, activation.scale)
            }
        }
    }

    fn byte_product(&mut self, x: Activation, weight: Value<u8>, scale: Value<f32>) -> Value<f32> {
        let zero = self.graph.scalar(ZERO);
        let sums = self.graph.byte_product(x.bytes, weight, [x.zero, zero]);
        let sums = self.graph.cast(sums);
        self.graph.multiply(sums, scale)
    }

    fn quantized(&mut self, x: Value<f32>) -> Activation {
        if let Some(&known) = self.quantized.get(&x.id) {
            return known;
        }
        let (bytes, scale, zero) = self.graph.quantize(x);
        let activation = Activation { bytes, scale, zero };
        self.quantized.insert(x.id, activation);
        activation
    }

    /// The file, once every weight has its place.
    ///
    /// # Errors
    /// [`OnnxError::Unused`] and [`OnnxError::TooLarge`].
    pub(super) fn finish(self, name: &str) -> Result<Vec<u8>, OnnxError> {
        self.weights.all_taken()?;
        self.graph.finish(name)
    }
}
