//! Models as ONNX. `files` writes them with the logits of this program's own forward passes;
//! `tests/interchange/onnx_matches.py` and `tests/interchange/onnx.test.ts` run them in onnxruntime and compare.

mod files;
mod hostile;
mod models;
mod sizes;
