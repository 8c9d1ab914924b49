//! Bytes to named tensors and back: safetensors, and the student's package.
//!
//! Nothing here opens a path, a socket or a training loop: bytes come in, bytes go out.

mod error;
mod package;
mod safetensors;

pub use error::FormatError;
pub use package::{Manifest, PACKAGE_VERSION, StudentPackage};
pub use safetensors::{from_safetensors, to_safetensors};
