//! Files for other programs: `tests/interchange/gguf_reads.py` reads what is written here.

use crate::support::{FAMILIES, checkpoint, logits, made, options, tokenizer, wide};
use serde_json::json;
use std::path::{Path, PathBuf};
use stillroom_formats::{DecoderCheckpoint, GgufFloat};
use stillroom_spec::{DecoderBiases, DecoderRecipe};

const IDS: [u32; 6] = [5, 9, 200, 31, 7, 77];

/// Largest difference of a logit, as a share of their range: llama.cpp rounds what it multiplies with the weights to their
/// precision, too.
fn tolerance(float: GgufFloat) -> f64 {
    match float {
        GgufFloat::F32 => 1e-5,
        GgufFloat::F16 => 2e-3,
        GgufFloat::Q8_0 => 2e-2,
    }
}

fn write(folder: &Path, name: &str, model: &DecoderCheckpoint, float: GgufFloat) {
    let bytes = model.to_gguf(&tokenizer("llama"), &options(float)).unwrap();
    let path: PathBuf = folder.join(format!("{name}-{float:?}.gguf"));
    std::fs::write(&path, &bytes).unwrap();
    let back = DecoderCheckpoint::from_gguf(&bytes).unwrap();
    let all = logits(&back, &IDS);
    let last = &all[all.len() - back.vocabulary..];
    let library: tokenizers::Tokenizer = tokenizer("llama").parse().unwrap();
    let text_ids = library.encode("Catherine was not", false).unwrap().get_ids().to_vec();
    let beside = json!({"ids": IDS, "logits": last, "tolerance": tolerance(float), "text_ids": text_ids});
    std::fs::write(path.with_extension("gguf.json"), beside.to_string()).unwrap();
}

#[test]
fn files_for_others_are_written() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("gguf");
    std::fs::create_dir_all(&folder).unwrap();
    for family in FAMILIES {
        [GgufFloat::F32, GgufFloat::F16].iter().for_each(|&float| write(&folder, family, &checkpoint(family), float));
    }
    let floats = [GgufFloat::F32, GgufFloat::F16, GgufFloat::Q8_0];
    floats.iter().for_each(|&float| write(&folder, "wide", &made(wide(), 384), float));
    let biased = DecoderRecipe { biases: DecoderBiases::All, head_width: 20, ..wide() };
    floats.iter().for_each(|&float| write(&folder, "biased", &made(biased.clone(), 400), float));
}
