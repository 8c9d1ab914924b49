use super::error::CheckpointError;
use stillroom_spec::DecoderActivation;

/// A feed-forward layer's activation by the name that configurations give it under `key`.
///
/// # Errors
/// [`CheckpointError::Setting`] for one that is not computed here.
pub(super) fn activation(key: &'static str, name: String) -> Result<DecoderActivation, CheckpointError> {
    match name.as_str() {
        "gelu_new" | "gelu_pytorch_tanh" => Ok(DecoderActivation::GeluTanh),
        "gelu" => Ok(DecoderActivation::Gelu),
        "relu" => Ok(DecoderActivation::Relu),
        _ => Err(CheckpointError::Setting { key, value: name, known: "gelu_new, gelu or relu" }),
    }
}

/// The name of an activation; that of the tangent for the gated one, which has none.
pub(super) fn activation_name(activation: DecoderActivation) -> &'static str {
    match activation {
        DecoderActivation::Relu => "relu",
        DecoderActivation::Gelu => "gelu",
        DecoderActivation::GeluTanh | DecoderActivation::SwiGlu => "gelu_new",
    }
}
