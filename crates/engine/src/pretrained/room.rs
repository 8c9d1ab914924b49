use stillroom_spec::{ErrorCode, ErrorReport, ModelCard};

/// What a device holds, as far as it is known.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct DeviceRoom {
    /// Bytes of the largest tensor: WebGPU's `maxStorageBufferBindingSize`.
    pub tensor_bytes: Option<f64>,
    /// Bytes of all tensors.
    pub total_bytes: Option<f64>,
}

const CHOICES: &str = "Choose a smaller model, or run the recipe with `stillroom distill` on a machine with room for it; \
                       a classifier can learn from its answers as soft labels of the data.";

impl DeviceRoom {
    /// Checks that a model fits, before any of it is loaded.
    ///
    /// # Errors
    /// [`ErrorCode::Device`], with both figures and the choices.
    pub(super) fn check(&self, card: &ModelCard) -> Result<(), ErrorReport> {
        let refuse = |what: String| Err(ErrorReport::new(ErrorCode::Device, what, CHOICES));
        let ModelCard { name, device_bytes, largest_tensor_bytes, .. } = card;
        match (self.total_bytes, self.tensor_bytes) {
            (Some(room), _) if *device_bytes > room => {
                let (bytes, room) = (megabytes(*device_bytes), megabytes(room));
                refuse(format!("`{name}` takes {bytes} on the device, which has room for {room}."))
            }
            (_, Some(most)) if *largest_tensor_bytes > most => {
                let (bytes, most) = (megabytes(*largest_tensor_bytes), megabytes(most));
                refuse(format!("`{name}` has a tensor of {bytes}; the largest that the device holds has {most}."))
            }
            _ => Ok(()),
        }
    }
}

fn megabytes(bytes: f64) -> String {
    format!("{:.1} MB", bytes / 1e6)
}
