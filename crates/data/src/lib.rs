//! Tables, cleaning, splits, tokenizers and seeded batches.
