//! Set-up as a list of steps: each looks whether there is anything to do, says what it does, and does it.

use anyhow::{Context, Result};
use std::time::Instant;

/// One thing that must be in place.
pub struct Step<'a> {
    /// What is put in place, as a phrase.
    pub what: String,
    /// Minutes that it takes on 2 cores when nothing is in the cache.
    pub minutes: f32,
    /// Whether it is in place.
    pub ready: Box<dyn Fn() -> bool + Sync + Send + 'a>,
    /// Puts it in place.
    pub run: Box<dyn Fn() -> Result<()> + Sync + Send + 'a>,
}

/// Says what is missing and how long it takes, then puts it in place.
///
/// # Errors
/// Of the first step that fails, with its name.
pub fn carry_out(steps: &[Step]) -> Result<()> {
    let missing: Vec<_> = steps.iter().filter(|step| !(step.ready)()).collect();
    announce(&missing);
    missing.iter().try_for_each(|step| carry_out_one(step))
}

fn announce(missing: &[&Step]) {
    if missing.is_empty() {
        return;
    }
    println!("To set up, once on this machine (times are for 2 cores and an empty cache):");
    for step in missing {
        println!("  {:<58} {:>8}", step.what, duration(step.minutes));
    }
    if missing.len() > 1 {
        println!("  {:<58} {:>8}", "together", duration(missing.iter().map(|step| step.minutes).sum()));
    }
}

fn carry_out_one(step: &Step) -> Result<()> {
    // An earlier step may have brought this one along.
    if (step.ready)() {
        return Ok(());
    }
    println!("\n· {} ({})", step.what, duration(step.minutes));
    let begun = Instant::now();
    (step.run)().with_context(|| format!("This did not work: {}", step.what))?;
    println!("  done in {:.0} s", begun.elapsed().as_secs_f32());
    Ok(())
}

fn duration(minutes: f32) -> String {
    if minutes < 1.0 { format!("~{:.0} s", minutes * 60.0) } else { format!("~{minutes:.0} min") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn step<'a>(done: &'a AtomicUsize, log: &'a AtomicUsize) -> Step<'a> {
        Step {
            what: "test".into(),
            minutes: 0.1,
            ready: Box::new(|| done.load(Ordering::Relaxed) > 0),
            run: Box::new(|| {
                done.store(1, Ordering::Relaxed);
                log.fetch_add(1, Ordering::Relaxed);
                Ok(())
            }),
        }
    }

    #[test]
    fn a_step_in_place_is_skipped_even_if_an_earlier_one_brought_it() {
        let (done, log) = (AtomicUsize::new(0), AtomicUsize::new(0));
        carry_out(&[step(&done, &log), step(&done, &log)]).unwrap();
        carry_out(&[step(&done, &log)]).unwrap();
        assert_eq!(log.load(Ordering::Relaxed), 1);
    }

    #[test]
    fn a_failure_names_its_step() {
        let broken = Step {
            what: "install the moon".into(),
            minutes: 2.0,
            ready: Box::new(|| false),
            run: Box::new(|| anyhow::bail!("too far")),
        };
        let error = format!("{:#}", carry_out(&[broken]).unwrap_err());
        assert_eq!(error, "This did not work: install the moon: too far");
    }

    #[test]
    fn durations_are_for_people() {
        assert_eq!(duration(0.5), "~30 s");
        assert_eq!(duration(19.0), "~19 min");
    }
}
