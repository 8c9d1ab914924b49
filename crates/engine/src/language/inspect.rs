//! A text of the user's, token by token, as teacher and student see it.

use super::batch::TokenBatch;
use super::reader::Reader;
use super::teachers::{Panel, flat};
use crate::EngineError;
use burn::tensor::Device;
use burn::tensor::activation::log_softmax;
use stillroom_data::BlockBatch;
use stillroom_models::{Decoder, read_values};
use stillroom_spec::{TokenCandidate, TokenJudgement};

/// Candidates shown at each place.
const CANDIDATES: usize = 8;

/// Judges each token of `text` after those before it; a longer text is cut at the models' context. Its first `prompt`
/// bytes are read as training reads a prompt. Teachers of another tokenizer have no say.
pub(crate) async fn inspect(
    (text, prompt): (&str, usize),
    reader: &Reader,
    panel: &Panel,
    student: Option<&Decoder>,
    device: &Device,
) -> Result<Vec<TokenJudgement>, EngineError> {
    let models = panel.members.iter().map(|(_, model)| model).chain(student);
    let Some(context) = models.map(|model| model.recipe().context).min() else { return Ok(Vec::new()) };
    let mut ids = vec![reader.tokenizer.end_of_text()];
    let document = reader.tokenizer.encode_document(text, prompt);
    ids.extend(document.ids);
    ids.truncate(context + 1);
    if ids.len() < 2 {
        return Ok(Vec::new());
    }
    let batch = TokenBatch::new(&one_row(&ids), device);
    let count = batch.tokens();
    let teacher = match panel.ask(&batch).logits(&(0..count), 1.0) {
        Some(logits) => Some(read_values(log_softmax(logits, 1)).await?),
        None => None,
    };
    let student = match student {
        Some(model) => Some(read_values(log_softmax(flat(model.forward(&batch.input)), 1)).await?),
        None => None,
    };
    let width = reader.vocabulary();
    let judged = |place: usize| {
        let row = place * width..(place + 1) * width;
        judge(
            reader,
            (ids[place + 1], place >= document.learnt_from),
            teacher.as_ref().map(|t| &t[row.clone()]),
            student.as_ref().map(|s| &s[row.clone()]),
        )
    };
    Ok((0..count).map(judged).collect())
}

fn one_row(ids: &[u32]) -> BlockBatch {
    let length = ids.len() - 1;
    let signed = |ids: &[u32]| ids.iter().map(|id| id.cast_signed()).collect();
    BlockBatch {
        ids: signed(&ids[..length]),
        targets: signed(&ids[1..]),
        mask: vec![1.0; length],
        segments: vec![1; length],
        positions: (0..length as i32).collect(),
        rows: 1,
        length,
        learnt: length,
    }
}

fn judge(reader: &Reader, (id, learnt): (u32, bool), log_p: Option<&[f32]>, log_q: Option<&[f32]>) -> TokenJudgement {
    let nll = |all: Option<&[f32]>| all.map(|all| -all[id as usize]);
    let divergence = |(p, q): (&f32, &f32)| f64::from(p.exp()) * f64::from(p - q);
    let kl = log_p.zip(log_q).map(|(p, q)| p.iter().zip(q).map(divergence).sum::<f64>().max(0.0) as f32);
    let probability = |all: Option<&[f32]>, id: usize| all.map(|all| all[id].exp());
    let candidate = |id: usize| TokenCandidate {
        token: reader.tokenizer.decode(&[id as u32]),
        teacher: probability(log_p, id),
        student: probability(log_q, id),
    };
    TokenJudgement {
        token: reader.tokenizer.decode(&[id]),
        learnt,
        teacher_nll: nll(log_p),
        student_nll: nll(log_q),
        kl,
        candidates: likeliest(log_p, log_q).into_iter().map(candidate).collect(),
    }
}

/// Ids by the larger of the two probabilities.
fn likeliest(log_p: Option<&[f32]>, log_q: Option<&[f32]>) -> Vec<usize> {
    let width = log_p.or(log_q).map_or(0, <[f32]>::len);
    let best = |id: usize| [log_p, log_q].into_iter().flatten().map(|all| all[id]).fold(f32::NEG_INFINITY, f32::max);
    let mut ids: Vec<usize> = (0..width).collect();
    let keep = CANDIDATES.min(width);
    if keep < width {
        ids.select_nth_unstable_by(keep, |&a, &b| best(b).total_cmp(&best(a)));
    }
    ids.truncate(keep);
    ids.sort_by(|&a, &b| best(b).total_cmp(&best(a)));
    ids
}
