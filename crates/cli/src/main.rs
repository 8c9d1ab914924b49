//! The stillroom command: distil, evaluate and predict without a browser.

mod check;
mod checkpoint;
mod device;
mod distill;
mod evaluate;
mod export;
mod generate;
mod host;
mod import;
mod language;
mod log;
mod logits;
mod models;
mod output;
mod predict;
mod source;
mod student;

use anyhow::{Result, bail};
use clap::{Parser, Subcommand};
use device::DeviceChoice;
use export::ExportFormat;
use std::path::PathBuf;
use std::process::ExitCode;
use stillroom_engine::GenerateOptions;
use stillroom_spec::{AnyRecipe, LANGUAGE_PRESETS, PRESETS};

const EXAMPLE: &str = "\
Example:
  stillroom recipe languages > r.json && stillroom distill r.json --out out
  echo 'Bom dia' | stillroom predict out";

/// Distil small text classifiers and language models: teacher, student and its undistilled twin, judged side by side.
#[derive(Parser)]
#[command(version, about, after_help = EXAMPLE)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run a recipe; writes report.json, log.jsonl and the student.
    Distill {
        /// The recipe file (`-` reads it from standard input).
        recipe: PathBuf,
        /// Folder to write; made if it is missing.
        #[arg(long)]
        out: PathBuf,
        /// Where to compute.
        #[arg(long, value_enum, default_value_t)]
        device: DeviceChoice,
    },
    /// Metrics of a student on a labelled file, as JSON.
    Eval {
        /// A folder that `distill` wrote, or a zip from the page.
        student: PathBuf,
        /// CSV, TSV, JSONL or JSON with a text and a label column.
        #[arg(long)]
        data: PathBuf,
        /// Name of the text column, if the detected one is wrong.
        #[arg(long)]
        text: Option<String>,
        /// Name of the label column, if the detected one is wrong.
        #[arg(long)]
        label: Option<String>,
        /// Where to compute.
        #[arg(long, value_enum, default_value_t)]
        device: DeviceChoice,
    },
    /// Classes of the texts on standard input, one per line; JSON lines out.
    Predict {
        /// A folder that `distill` wrote, or a zip from the page.
        student: PathBuf,
        /// Where to compute.
        #[arg(long, value_enum, default_value_t)]
        device: DeviceChoice,
    },
    /// Let a language model's student continue a text.
    Generate {
        /// A folder that `distill` wrote, or a zip from the page.
        student: PathBuf,
        /// What it continues.
        #[arg(long, default_value = "")]
        prompt: String,
        /// Most tokens that it writes.
        #[arg(long, default_value_t = 100)]
        tokens: usize,
        /// Of the sampling; 0 always takes the most likely token.
        #[arg(long, default_value_t = 0.8)]
        temperature: f64,
        /// Draw from so many of the most likely tokens only.
        #[arg(long)]
        top_k: Option<usize>,
        /// The same seed writes the same text.
        #[arg(long, default_value_t = 0)]
        seed: u64,
        /// Where to compute.
        #[arg(long, value_enum, default_value_t)]
        device: DeviceChoice,
    },
    /// Write the logits and last hidden states that a model of others computes for token ids.
    Logits {
        /// A folder with config.json and safetensors (GPT-2, Llama, Mistral, Qwen2, BERT and its kin), or a GGUF file.
        model: PathBuf,
        /// JSON: `{"input_ids": [[…]], "attention_mask": [[…]]}`, the mask being optional.
        #[arg(long)]
        input: PathBuf,
        /// JSON to write: `{"logits": …, "hidden_states": …}`.
        #[arg(long)]
        output: PathBuf,
        /// Where to compute.
        #[arg(long, value_enum, default_value_t)]
        device: DeviceChoice,
    },
    /// Read a model of others and write it as a folder that Hugging Face's libraries load, in f32.
    Import {
        /// A folder with config.json and safetensors, or a GGUF file.
        model: PathBuf,
        /// Folder to write; made if it is missing.
        #[arg(long)]
        out: PathBuf,
    },
    /// Write a model as one file for other programs.
    Export {
        /// A folder that `distill` wrote, a zip from the page, or a model of others: config.json and safetensors, or GGUF.
        model: PathBuf,
        /// Format of the file.
        #[arg(long, value_enum)]
        format: ExportFormat,
        /// File to write.
        #[arg(long)]
        out: PathBuf,
    },
    /// Compare this build with values that others computed: models, objectives and ten steps of training.
    Check {
        /// Laid out as `tests/conformance`.
        folder: PathBuf,
        /// Where to compute.
        #[arg(long, value_enum, default_value_t)]
        device: DeviceChoice,
    },
    /// Print a preset's recipe.
    Recipe {
        /// `languages`, `spam`, `northanger` or `arithmetic`.
        preset: String,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if output::is_closed(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("stillroom: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    match command {
        Command::Distill { recipe, out, device } => distill::run(&recipe, &out, device),
        Command::Eval { student, data, text, label, device } => evaluate::run(&student, &data, text, label, device),
        Command::Predict { student, device } => predict::run(&student, device),
        Command::Generate { student, prompt, tokens, temperature, top_k, seed, device } => {
            let options = GenerateOptions { temperature, top_k, ..GenerateOptions::sampled(tokens, seed) };
            generate::run(&student, &prompt, &options, device)
        }
        Command::Logits { model, input, output, device } => logits::run(&model, &input, &output, device),
        Command::Import { model, out } => import::run(&model, &out),
        Command::Export { model, format, out } => export::run(&model, format, &out),
        Command::Check { folder, device } => check::run(&folder, device),
        Command::Recipe { preset } => print_recipe(&preset),
    }
}

fn print_recipe(preset: &str) -> Result<()> {
    let Some(recipe) = AnyRecipe::preset(preset) else {
        let all = [PRESETS, LANGUAGE_PRESETS].concat();
        bail!("there is no preset `{preset}`; choose one of {}", all.join(", "));
    };
    output::print(&recipe.to_json())
}
