//! `stillroom recipe`.

use crate::support::{printed, program, refused, stillroom};
use std::process::Stdio;
use stillroom_spec::{PRESETS, Recipe};

#[test]
fn a_printed_preset_is_the_preset() {
    for name in PRESETS {
        let text = printed(&stillroom(&["recipe", name]));
        assert_eq!(Recipe::from_json(&text).unwrap(), Recipe::preset(name).unwrap());
    }
}

#[test]
fn an_unknown_preset_is_refused_with_those_that_there_are() {
    let said = refused(&stillroom(&["recipe", "weather"]));
    assert!(said.contains("weather") && PRESETS.iter().all(|name| said.contains(name)), "{said}");
}

#[test]
fn every_command_explains_itself() {
    let help = printed(&stillroom(&["--help"]));
    for command in ["distill", "eval", "predict", "recipe"] {
        assert!(help.contains(command), "{help}");
        assert!(printed(&stillroom(&[command, "--help"])).len() > 100, "{command}");
    }
    assert!(printed(&stillroom(&["distill", "--help"])).contains("--device"));
}

/// `stillroom … | head -0`: the reader goes before anything is written.
#[test]
fn a_reader_that_has_gone_is_no_failure() {
    let mut child = program(&["recipe", "languages"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}
