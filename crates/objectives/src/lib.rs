//! Distillation objectives, one file each.
//!
//! Those on logits take teacher and student as `[rows, classes]` and give a loss per row `[rows]`; a row is a text of
//! a classifier or a token of a language model. Those on hidden states and attention give a loss per token.
//! [`masked_mean`] or [`window_mean`] makes one number of them; with no valid row it is 0 with a gradient of 0.
//!
//! Nothing here names a model, an optimizer or a schedule. Everything is computed from `log_softmax` in f32, and the
//! teacher is a constant: no gradient flows into it.

mod adaptive_kl;
mod attention;
mod average_teachers;
mod chunked;
mod dist;
mod dkd;
mod error;
mod forward_kl;
pub mod golden;
mod hard;
mod head;
mod hidden_cosine;
mod hidden_mse;
mod jsd;
mod layer_map;
mod logit_mse;
mod per_row;
mod projection;
mod reduce;
mod relation;
mod reverse_kl;
mod sequence_level;
mod shared_ids;
mod skew_kl;
mod skew_reverse_kl;
mod soften;
mod top_k;
mod tvd;
mod uld;
mod uld_spans;
mod visible;
mod weighted;

pub use adaptive_kl::adaptive_kl;
pub use attention::attention;
pub use average_teachers::average_teachers;
pub use chunked::{Chunked, chunked, chunked_at};
pub use dist::dist;
pub use dkd::{Decoupled, decoupled, dkd};
pub use error::ObjectiveError;
pub use forward_kl::forward_kl;
pub use hard::hard;
pub use hidden_cosine::hidden_cosine;
pub use hidden_mse::hidden_mse;
pub use jsd::jsd;
pub use layer_map::{LayerPair, even_layers};
pub use logit_mse::logit_mse;
pub use per_row::{Inputs, per_row, per_valid_row};
pub use projection::Projection;
pub use reduce::{masked_mean, window_mean};
pub use relation::{LayerStates, relation};
pub use reverse_kl::reverse_kl;
pub use sequence_level::sequence_level;
pub use shared_ids::cut_to_shared;
pub use skew_kl::skew_kl;
pub use skew_reverse_kl::skew_reverse_kl;
pub use top_k::{TopK, top_k_kl};
pub use tvd::tvd;
pub use uld::uld;
pub use uld_spans::{Followed, Span, uld_spans};
pub use visible::hidden_keys;
pub use weighted::{Loss, weighted};
