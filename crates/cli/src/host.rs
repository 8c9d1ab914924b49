//! The process as the engine's host.

use std::time::Instant;
use stillroom_engine::Host;

/// Clock from the start of the process, memory from the kernel where it tells.
pub struct NativeHost {
    start: Instant,
}

impl NativeHost {
    /// A host whose clock starts now.
    pub fn new() -> Self {
        Self { start: Instant::now() }
    }
}

impl Host for NativeHost {
    fn now_ms(&self) -> f64 {
        self.start.elapsed().as_secs_f64() * 1000.0
    }

    /// Resident bytes, from `/proc/self/statm` on Linux.
    fn memory_bytes(&self) -> Option<f64> {
        const PAGE: f64 = 4096.0;
        let statm = std::fs::read_to_string("/proc/self/statm").ok()?;
        statm.split_whitespace().nth(1)?.parse::<f64>().ok().map(|pages| pages * PAGE)
    }
}
