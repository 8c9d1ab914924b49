//! The worker as the engine's host.

use crate::files;
use stillroom_engine::{Host, Room};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance)]
    fn now() -> f64;
}

/// The worker's clock, its wasm memory and its files.
pub struct WorkerHost;

impl Host for WorkerHost {
    fn now_ms(&self) -> f64 {
        now()
    }

    /// Bytes of the linear memory, which never shrinks.
    fn memory_bytes(&self) -> Option<f64> {
        let memory: js_sys::WebAssembly::Memory = wasm_bindgen::memory().dyn_into().ok()?;
        let buffer: js_sys::ArrayBuffer = memory.buffer().dyn_into().ok()?;
        Some(f64::from(buffer.byte_length()))
    }

    /// In the page's private files.
    async fn room(&self, bytes: f64) -> Room {
        files::room(bytes).await
    }
}
