//! The distillation engine: an async step machine that the host drives.
