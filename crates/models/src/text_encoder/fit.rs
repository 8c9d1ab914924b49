//! What is changed of an encoder before it is fitted to other texts.

use super::block::TextEncoderBlock;
use super::head::ClassifierHead;
use super::{HeadShape, TextEncoder};
use burn::module::{Lora, Module};
use burn::nn::DropoutConfig;
use burn::tensor::{Tensor, TensorData};

impl TextEncoder {
    /// The same body with an empty head of the shape, or without one.
    pub fn with_head(mut self, head: Option<HeadShape>) -> Self {
        let (width, device) = (self.shape.width, self.device());
        self.head = head.map(|head| ClassifierHead::init(head, width, &device));
        self.shape.head = head;
        self
    }

    /// The same with other classes of its head, or in another order: the class at `order[i]` comes to `i`.
    pub fn with_classes_at(mut self, order: &[usize]) -> Self {
        self.shape.head = self.shape.head.map(|head| HeadShape { classes: order.len(), ..head });
        let places: Vec<i32> = order.iter().map(|&at| at as i32).collect();
        let places = Tensor::from_data(TensorData::new(places, [order.len()]), &self.device());
        self.head = self.head.map(|head| head.reordered(places));
        self
    }

    /// The same with another probability of leaving values out while training.
    pub fn with_dropout(mut self, probability: f64) -> Self {
        self.shape.dropout = probability;
        self.dropout = DropoutConfig::new(probability).init();
        self.blocks = self.blocks.into_iter().map(|block| block.with_dropout(probability)).collect();
        self
    }

    /// Nothing but the head learns, and nothing is left out.
    pub(crate) fn freeze_body(mut self) -> Self {
        self.tokens = self.tokens.freeze();
        self.positions = self.positions.freeze();
        self.types = self.types.map(Module::freeze);
        self.norm = self.norm.freeze();
        self.blocks = self.blocks.into_iter().map(TextEncoderBlock::freeze).collect();
        self
    }

    /// Adds adapters to the body, whose own weights are frozen by that.
    pub(crate) fn adapt(mut self, lora: Lora) -> Self {
        let head = self.head.take();
        let mut adapted = self.apply_lora(lora);
        adapted.head = head;
        adapted
    }
}
