//! Burn modules that turn token ids into logits.
