use burn::tensor::Tensor;

/// Logits over the first `shared` ids alone.
///
/// Vocabularies are padded to round numbers, and not to the same (152,064 against 151,936 within one family). The ids
/// that both models know are the first ones: cut both sides to them, before any softmax. Padding the shorter side with
/// logits of 0 instead would give mass to words that do not exist.
///
/// # Shapes
/// `logits`: `[rows, classes]`; out: `[rows, shared]`, or as it was if there are no more.
pub fn cut_to_shared(logits: Tensor<2>, shared: usize) -> Tensor<2> {
    let [_, classes] = logits.dims();
    if classes <= shared { logits } else { logits.narrow(1, 0, shared) }
}
