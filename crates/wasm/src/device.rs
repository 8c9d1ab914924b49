//! The device of this artefact's lane.

use burn::tensor::Device;
use stillroom_spec::{ErrorReport, Lane};

#[cfg(not(feature = "webgpu"))]
pub use cpu::{LANE, open};
#[cfg(feature = "webgpu")]
pub use webgpu::{LANE, open};

#[cfg(not(feature = "webgpu"))]
mod cpu {
    use super::{Device, ErrorReport, Lane};

    /// The lane that this artefact computes on.
    pub const LANE: Lane = Lane::Cpu;

    /// Burn Flex, one thread.
    pub async fn open() -> Result<Device, ErrorReport> {
        Ok(Device::flex())
    }
}

#[cfg(feature = "webgpu")]
mod webgpu {
    use super::{Device, ErrorReport, Lane};
    use stillroom_spec::ErrorCode;

    /// The lane that this artefact computes on.
    pub const LANE: Lane = Lane::Webgpu;

    /// Dispatches in one submission at most: more than a step has, so that only writes and reads submit.
    const DISPATCHES_PER_SUBMIT: usize = 4096;

    /// WebGPU's default adapter.
    pub async fn open() -> Result<Device, ErrorReport> {
        Device::wgpu_options().tasks_max(DISPATCHES_PER_SUBMIT).init_async().await.map_err(|e| {
            ErrorReport::new(
                ErrorCode::Device,
                format!("WebGPU could not be opened: {e}."),
                "Use the CPU lane, or a browser with WebGPU switched on.",
            )
        })
    }
}
