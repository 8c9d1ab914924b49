//! The average of n-gram embeddings and one linear layer: `stillroom_models::NgramBag`.

use super::classifier::mean_over_tokens;
use super::error::OnnxError;
use super::network::Network;
use super::value::Value;

/// Logits `[batch, classes]` over `ids` rows of the given width.
pub(super) fn logits(network: &mut Network, ids: usize, width: usize, classes: usize) -> Result<Value<f32>, OnnxError> {
    let inputs = network.inputs(ids);
    let table = network.table("NgramBag.ngrams.weight", [ids, width])?;
    let ngrams = network.rows(table, inputs.ids);
    let bag = mean_over_tokens(&mut network.graph, ngrams, inputs.mask, width);
    network.head("NgramBag.head", bag, [width, classes])
}
