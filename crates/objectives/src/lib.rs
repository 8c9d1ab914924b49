//! Distillation objectives: logits to a loss, one file each.
