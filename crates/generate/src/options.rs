use crate::GenerateError;

/// How continuations are chosen. Nothing is left implicit.
#[derive(Debug, Clone, PartialEq)]
pub struct GenerateOptions {
    /// Most tokens that are added to a prompt.
    pub max_new_tokens: usize,
    /// Logits are divided by it before the softmax; 0 takes the most likely token always.
    pub temperature: f64,
    /// Draw among so many of the most likely tokens only (Fan et al. 2018).
    pub top_k: Option<usize>,
    /// Then, among the fewest most likely ones that have this much of the mass that is left (Holtzman et al. 2020).
    pub top_p: Option<f64>,
    /// Where the draws begin; every prompt has draws of its own.
    pub seed: u64,
    /// Tokens after which a continuation ends.
    pub stop: Vec<u32>,
}

impl GenerateOptions {
    /// The most likely token, always.
    pub fn greedy(max_new_tokens: usize) -> Self {
        Self { temperature: 0.0, ..Self::sampled(max_new_tokens, 0) }
    }

    /// Draws from the model's own distribution.
    pub fn sampled(max_new_tokens: usize, seed: u64) -> Self {
        Self { max_new_tokens, temperature: 1.0, top_k: None, top_p: None, seed, stop: Vec::new() }
    }

    /// Checks every value against its range.
    ///
    /// # Errors
    /// [`GenerateError::Option`].
    pub fn validate(&self) -> Result<(), GenerateError> {
        let refuse = |name, value, range| Err(GenerateError::Option { name, value, range });
        if !(0.0..=100.0).contains(&self.temperature) {
            return refuse("temperature", self.temperature.to_string(), "0 to 100");
        }
        match (self.top_k, self.top_p) {
            (Some(0), _) => refuse("top_k", "0".into(), "1 or more"),
            (_, Some(p)) if !(p > 0.0 && p <= 1.0) => refuse("top_p", p.to_string(), "more than 0, to 1"),
            _ => Ok(()),
        }
    }
}
