//! The card of a language model's student.

use super::escape::{code, file};
use super::layout::{Page, block, list, table};
use super::words::{count, environment, language_loss, tokenizer, training, verdict};
use crate::DecoderCheckpoint;
use stillroom_spec::{ControlTime, CorpusReport, LanguageModelReport, LanguageRecipe, LanguageRunReport, SampleRecipe};

/// `README.md` of a language model's student: a model card as Hugging Face's hub reads it.
///
/// Names of files and whatever else the user wrote are shown as they are, never read as markup. Before the run's end
/// there is no report, and the card says so.
pub fn language_card(
    recipe: &LanguageRecipe,
    checkpoint: &DecoderCheckpoint,
    report: Option<&LanguageRunReport>,
) -> String {
    let mut sections = vec![("", introduction(checkpoint, report))];
    match report {
        Some(report) => sections.extend([
            ("Does distillation help here?", verdict(&report.verdict, "bits per byte saved")),
            ("On the test text", metrics(report)),
            ("Data", data(&report.data)),
        ]),
        None => sections.push(("Does distillation help here?", super::UNFINISHED.into())),
    }
    sections.extend([("Recipe", summary(recipe)), ("How to use it", usage(&recipe.evaluation.sample, checkpoint))]);
    let matter = [("library_name", "transformers"), ("pipeline_tag", "text-generation")];
    Page { name: &recipe.name, matter: &matter, tags: &super::TAGS, sections }.write()
}

fn introduction(checkpoint: &DecoderCheckpoint, report: Option<&LanguageRunReport>) -> String {
    let shape = &checkpoint.recipe;
    let parameters: usize = checkpoint.weights.iter().map(|tensor| tensor.values.len()).sum();
    let from = report.map(|report| teachers(&report.teachers)).unwrap_or_default();
    let made = report.map(|report| format!(" Made with {}.", environment(&report.environment))).unwrap_or_default();
    format!(
        "A small language model, distilled{from}: {parameters} parameters in {} of width {}, {} token ids, a context of \
         {} tokens.{made}",
        count(shape.layers, "layer"),
        shape.width,
        checkpoint.vocabulary,
        shape.context
    )
}

fn teachers(teachers: &[LanguageModelReport]) -> String {
    match teachers {
        [] => String::new(),
        [one] => format!(" from a teacher of {} parameters", one.parameters),
        several => format!(" from {} teachers", several.len()),
    }
}

fn metrics(report: &LanguageRunReport) -> String {
    let teacher = |at: usize| if report.teachers.len() == 1 { "teacher".into() } else { format!("teacher {}", at + 1) };
    let mut columns: Vec<(String, &LanguageModelReport)> =
        report.teachers.iter().enumerate().map(|(at, model)| (teacher(at), model)).collect();
    columns.extend([("student".into(), &report.student), ("control".into(), &report.control)]);
    let head: Vec<String> =
        std::iter::once(String::new()).chain(columns.iter().map(|(name, _)| name.clone())).collect();
    let rows = ROWS.iter().map(|(name, value)| {
        std::iter::once((*name).to_owned()).chain(columns.iter().map(|(_, model)| value(model))).collect()
    });
    let test = &report.student.test;
    let note = format!(
        "{} tokens, {} bytes; of several pairs, the first. Bits per byte are comparable between tokenizers, perplexities \
         are not.",
        test.tokens, test.bytes
    );
    format!("{}\n\n{note}", table(&head, &rows.collect::<Vec<_>>()))
}

/// A figure of each model.
type Figure = (&'static str, fn(&LanguageModelReport) -> String);

const ROWS: [Figure; 8] = [
    ("parameters", |model| model.parameters.to_string()),
    ("bits per byte", |model| format!("{:.4}", model.test.bits_per_byte)),
    ("perplexity of a token", |model| format!("{:.2}", model.test.perplexity)),
    ("next token right", |model| percent(Some(model.test.accuracy))),
    ("same next token as the teacher", |model| percent(model.test.agreement)),
    ("KL from the teacher, nats", |model| model.test.kl_to_teacher.map_or(NONE.into(), |kl| format!("{kl:.4}"))),
    ("training, seconds", |model| {
        model.training.as_ref().map_or(NONE.into(), |training| format!("{:.1}", training.seconds))
    }),
    ("tokens written per second", |model| {
        model.speed.as_ref().map_or(NONE.into(), |speed| format!("{:.0}", speed.decode_tokens_per_second))
    }),
];

/// Where there is no figure.
const NONE: &str = "–";

fn percent(share: Option<f64>) -> String {
    share.map_or(NONE.into(), |share| format!("{:.1} %", 100.0 * share))
}

fn data(data: &CorpusReport) -> String {
    let part = |name: &str, part: &stillroom_spec::CorpusPart| format!("{name} {} bytes", part.bytes);
    list(&[
        format!("{}: {} kept of {} read", file(&data.name), count(data.kept, "document"), data.read),
        [part("training", &data.train), part("validation", &data.validation), part("test", &data.test)].join(", "),
        format!("{:.1} % of the test's stretches of 50 bytes are in the training text too", 100.0 * data.overlap),
        format!("fingerprint of texts and splits: {}", code(&data.fingerprint)),
    ])
}

fn summary(recipe: &LanguageRecipe) -> String {
    let mut lines = vec![
        format!("loss of the student: {}; of the control: `hard`", language_loss(&recipe.student.objectives)),
        format!("student and control: {}", training(&recipe.student.train)),
        format!("tokenizer: {}", tokenizer(&recipe.tokenizer)),
        format!("blocks of {} tokens, seed {}", recipe.block_tokens, recipe.seed),
    ];
    lines.extend(
        recipe
            .student
            .on_policy
            .as_ref()
            .map(|policy| format!("{:.0} % of the batches are written anew by a model", 100.0 * policy.fraction)),
    );
    lines.extend(recipe.evaluation.control_time.map(|time| match time {
        ControlTime::Student => "the control trains for as long as the student, not for as many steps".to_owned(),
        ControlTime::StudentAndTeachers => {
            "the control trains for as long as student and teachers, not for as many steps".to_owned()
        }
    }));
    format!(
        "{}\n\nThe whole of it is in `recipe.json`: Stillroom makes the run again from it and the text.",
        list(&lines)
    )
}

fn usage(sample: &SampleRecipe, checkpoint: &DecoderCheckpoint) -> String {
    let tokens = sample.tokens.min(checkpoint.recipe.context / 2).max(1);
    let transformers = format!(
        "from transformers import AutoModelForCausalLM, AutoTokenizer\n\n\
         tokenizer = AutoTokenizer.from_pretrained(\".\")\n\
         model = AutoModelForCausalLM.from_pretrained(\".\")\n\
         inputs = tokenizer(\"It is\", return_tensors=\"pt\", return_token_type_ids=False)\n\
         written = model.generate(**inputs, max_new_tokens={tokens})\n\
         print(tokenizer.decode(written[0], skip_special_tokens=True))"
    );
    let parts = [
        "From this folder, with transformers:".into(),
        block("python", &transformers),
        "With onnxruntime, after `stillroom export . --format onnx --out student.onnx`:".into(),
        block("python", ONNX),
        "With Stillroom:".into(),
        block("sh", "stillroom generate . --prompt \"It is\""),
        format!(
            "It reads {} tokens at most and knows no more than its text: it is an experiment, not a source of facts.",
            checkpoint.recipe.context
        ),
    ];
    parts.join("\n\n")
}

const ONNX: &str = "\
import numpy, onnxruntime
from tokenizers import Tokenizer

tokenizer = Tokenizer.from_file(\"tokenizer.json\")
session = onnxruntime.InferenceSession(\"student.onnx\")
ids = numpy.array([tokenizer.encode(\"It is\").ids])
logits, = session.run([\"logits\"], {\"input_ids\": ids, \"attention_mask\": numpy.ones_like(ids)})
print(tokenizer.decode([logits[0, -1].argmax()]))";
