//! From `--device` to a Burn device.

use anyhow::Result;
use burn::tensor::Device;
use clap::ValueEnum;
use stillroom_spec::{Environment, Lane};

/// Where to compute.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum DeviceChoice {
    /// The processor, by Burn Flex.
    #[default]
    Cpu,
    /// A GPU through Vulkan, Metal or DX12.
    Wgpu,
    /// An NVIDIA GPU.
    Cuda,
}

impl DeviceChoice {
    /// Opens the device and says what it is.
    ///
    /// # Errors
    /// If this build lacks the lane or the machine has no such device.
    pub fn open(self) -> Result<(Device, Environment)> {
        let device = match self {
            Self::Cpu => Device::flex(),
            Self::Wgpu => wgpu()?,
            Self::Cuda => cuda()?,
        };
        let environment = Environment {
            lane: self.lane(),
            device: format!("{device:?} on {}", std::env::consts::ARCH),
            version: env!("CARGO_PKG_VERSION").into(),
        };
        Ok((device, environment))
    }

    fn lane(self) -> Lane {
        match self {
            Self::Cpu => Lane::Cpu,
            Self::Wgpu => Lane::Webgpu,
            Self::Cuda => Lane::Cuda,
        }
    }
}

#[cfg(feature = "wgpu")]
fn wgpu() -> Result<Device> {
    use anyhow::Context;
    Device::wgpu_options().init().context("no GPU could be opened; install a Vulkan driver or use `--device cpu`")
}

#[cfg(not(feature = "wgpu"))]
fn wgpu() -> Result<Device> {
    anyhow::bail!("this build has no GPU lane; build it with `cargo build --release -p stillroom-cli --features wgpu`")
}

#[cfg(feature = "cuda")]
#[expect(clippy::unnecessary_wraps, reason = "one signature for every lane")]
fn cuda() -> Result<Device> {
    Ok(Device::cuda(0))
}

#[cfg(not(feature = "cuda"))]
fn cuda() -> Result<Device> {
    anyhow::bail!("this build has no CUDA lane; build it with `cargo build --release -p stillroom-cli --features cuda`")
}
