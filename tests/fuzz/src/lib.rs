//! What every reader must hold to, whatever the bytes: no panic, an error that can be shown, memory in proportion to the
//! input, and for what is accepted, that writing it and reading it again gives the same.
//!
//! Each module is one reader: `check` for libFuzzer, `seeds` to begin from. Nothing here computes.

mod frames;
mod memory;
mod plant;
mod told;
#[cfg(feature = "models")]
mod weights;

pub mod corpora;
#[cfg(feature = "models")]
pub mod decoders;
#[cfg(feature = "models")]
pub mod encoders;
pub mod foreign_tokenizers;
#[cfg(feature = "models")]
pub mod gguf;
pub mod ids;
pub mod licences;
#[cfg(feature = "models")]
pub mod packages;
pub mod recipes;
#[cfg(feature = "models")]
pub mod safetensors;
#[cfg(feature = "models")]
pub mod shards;
pub mod tables;
pub mod tokenizers;

pub use memory::run;
pub use plant::{Seed, plant};

/// A target: its seeds are planted once, then its check is run.
#[macro_export]
macro_rules! target {
    ($reader:ident) => {
        libfuzzer_sys::fuzz_target!(init: $crate::plant(&$crate::$reader::seeds()), |bytes: &[u8]| {
            $crate::run($crate::$reader::check, bytes)
        });
    };
}
