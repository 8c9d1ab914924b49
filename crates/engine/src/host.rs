//! What the engine asks of whoever drives it.

/// The clock and memory of the host: a worker in the browser, a process natively.
///
/// There is nothing to yield to: every step is short, and the host breathes between steps.
pub trait Host {
    /// Milliseconds from a fixed point, never going back.
    fn now_ms(&self) -> f64;

    /// Bytes in use now, where the host can tell.
    fn memory_bytes(&self) -> Option<f64>;
}
