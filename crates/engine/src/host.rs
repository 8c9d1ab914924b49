//! What the engine asks of whoever drives it.

use crate::Room;

/// The clock, memory and storage of the host: a worker in the browser, a process natively.
///
/// There is nothing to yield to: every step is short, and the host breathes between steps.
#[expect(async_fn_in_trait, reason = "a run stays on its thread: nobody asks for futures that can be sent")]
pub trait Host {
    /// Milliseconds from a fixed point, never going back.
    fn now_ms(&self) -> f64;

    /// Bytes in use now, where the host can tell.
    fn memory_bytes(&self) -> Option<f64>;

    /// Room for `bytes` bytes that are of no use after the run.
    async fn room(&self, bytes: f64) -> Room {
        let _ = bytes;
        Room::Memory
    }
}
