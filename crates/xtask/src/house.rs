//! Where things are: the checkout, and the cache that outlives it.

use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// The folders that every command works with.
pub struct House {
    /// The checkout.
    pub root: PathBuf,
    /// Everything that a fresh clone on this machine can use again.
    pub cache: PathBuf,
}

impl House {
    /// The house around the current folder.
    ///
    /// # Errors
    /// Outside a checkout, and without the cache that `launch.mjs` chooses.
    pub fn find() -> Result<Self> {
        let here = std::env::current_dir()?;
        let root = here.ancestors().find(|folder| folder.join("crates/xtask").is_dir());
        let cache = std::env::var_os("STILLROOM_CACHE").context("Run this by npm: `npm run` lists the commands.")?;
        Ok(Self { root: root.context("This is not a Stillroom checkout.")?.into(), cache: cache.into() })
    }

    /// Cargo's target folder of the native builds.
    pub fn native(&self) -> PathBuf {
        self.cache.join("native")
    }

    /// Cargo's target folder of both lanes.
    pub fn wasm(&self) -> PathBuf {
        self.cache.join("wasm")
    }

    /// Cargo's target folder of the fuzz targets, which are instrumented, and what they found.
    pub fn fuzz(&self) -> PathBuf {
        self.cache.join("fuzz")
    }

    /// Root of `cargo install`.
    pub fn tools(&self) -> PathBuf {
        self.cache.join("tools")
    }

    /// A program that npm installed.
    pub fn npm_program(&self, name: &str) -> PathBuf {
        self.root.join("node_modules/.bin").join(name)
    }

    /// A file of the checkout as text.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn read(&self, path: impl AsRef<Path>) -> Result<String> {
        let path = self.root.join(path);
        std::fs::read_to_string(&path).with_context(|| format!("Cannot read {}", path.display()))
    }
}
