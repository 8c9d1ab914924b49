//! What both benches stand on: the machine, named, and its clock.

use std::time::Instant;
use stillroom_engine::Host;

/// A host that knows the time and nothing else.
pub struct Clock(Instant);

impl Clock {
    pub fn start() -> Self {
        Self(Instant::now())
    }
}

impl Host for Clock {
    fn now_ms(&self) -> f64 {
        self.0.elapsed().as_secs_f64() * 1000.0
    }

    fn memory_bytes(&self) -> Option<f64> {
        None
    }
}

/// Says on what is measured.
pub fn print_machine() {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    println!("{} {}, {threads} hardware threads, Burn Flex", std::env::consts::OS, std::env::consts::ARCH);
}
