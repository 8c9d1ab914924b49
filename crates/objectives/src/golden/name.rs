//! Which objective a case of the fixture is: its kind, its numbers and its temperature, as in `dkd_1_8_t4`.

use stillroom_spec::Objective;

/// What a case computes.
pub(super) enum Case {
    /// An objective of recipes.
    Of(Objective),
    /// [`uld`](crate::uld), which must wait for the device.
    Uld {
        /// Softens both distributions.
        temperature: f64,
    },
}

impl Case {
    /// The case of a name, if this crate has it.
    pub(super) fn of(name: &str) -> Option<Self> {
        let (kind, numbers, temperature) = parts(name);
        Some(Self::Of(match (kind.as_str(), numbers.as_slice()) {
            ("uld", []) => return Some(Self::Uld { temperature }),
            ("hard", []) => Objective::Hard {},
            ("logit_mse", []) => Objective::LogitMse {},
            ("forward_kl", []) => Objective::ForwardKl { temperature },
            ("reverse_kl", []) => Objective::ReverseKl { temperature },
            ("tvd", []) => Objective::Tvd { temperature },
            ("jsd", &[beta]) => Objective::Jsd { beta, temperature },
            ("skew_kl", &[lambda]) => Objective::SkewKl { lambda, temperature },
            ("skew_reverse_kl", &[lambda]) => Objective::SkewReverseKl { lambda, temperature },
            ("adaptive_kl", &[mu]) => Objective::AdaptiveKl { mu, temperature },
            ("dist", &[beta, gamma]) => Objective::Dist { beta, gamma, temperature },
            ("dkd", &[alpha, beta]) => Objective::Dkd { alpha, beta, temperature },
            _ => return None,
        }))
    }
}

/// Kind, numbers and temperature, 1 where none is named.
fn parts(name: &str) -> (String, Vec<f64>, f64) {
    let (mut kind, mut numbers, mut temperature) = (Vec::new(), Vec::new(), 1.0);
    for part in name.split('_') {
        if let Ok(number) = part.parse() {
            numbers.push(number);
        } else if let Some(t) = part.strip_prefix('t').and_then(|t| t.parse().ok()) {
            temperature = t;
        } else {
            kind.push(part);
        }
    }
    (kind.join("_"), numbers, temperature)
}
