//! Burn modules that turn token ids into logits.
//!
//! They know no text, no loss and no optimizer: ids and a mask come in, logits go out.

mod attention;
mod block;
mod classifier;
mod decoder;
mod encoder;
mod init;
mod ngram_bag;
mod norm;
mod parameters;
mod pretrained;
mod text_encoder;

pub use attention::SelfAttention;
pub use block::Block;
pub use classifier::{Classifier, Input};
pub use decoder::{Decoder, DecoderCache, DecoderClassifier, DecoderInput, DecoderTrace, LayerTrace};
pub use encoder::Encoder;
pub use init::seed_weights;
pub use ngram_bag::NgramBag;
pub use parameters::{
    NamedTensor, count_parameters, decayed_parameters, load_parameters, named_parameters, read_values,
};
pub use pretrained::PretrainedEncoder;
pub use text_encoder::{
    HeadActivation, HeadShape, PositionCount, TextEncoder, TextEncoderInput, TextEncoderShape, TextEncoderTrace,
    mean_pooling, unit_length,
};
