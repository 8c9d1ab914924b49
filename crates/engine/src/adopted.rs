//! A pretrained encoder on its way to be the teacher.

use crate::corpus::Frame;
use crate::engine::pair_seed;
use crate::evaluate::Trained;
use crate::plan::{Role, Task};
use crate::predictor::EVALUATION_BATCH;
use crate::text::TextEncoder;
use crate::{Engine, EngineError, Host, Models, PretrainedModel};
use burn::module::Module;
use burn::tensor::Device;
use std::rc::Rc;
use stillroom_formats::EncoderConfig;
use stillroom_models::{Classifier, PretrainedEncoder, read_values};
use stillroom_spec::{
    ErrorCode, ErrorReport, ModelSource, Phase, Report, TeacherHead, TeacherRecipe, TrainRecipe, TrainingSummary,
    Tuning,
};

/// The recipe's pretrained teacher: its files, and its network from when it is fetched to when it is trained.
pub(crate) struct Adopted {
    model: Rc<PretrainedModel>,
    plan: Plan,
    network: Option<PretrainedEncoder>,
    /// What the head reads of the examples so far.
    features: Vec<f32>,
}

/// What the recipe makes of it.
#[derive(Clone)]
struct Plan {
    max_tokens: usize,
    head: TeacherHead,
    tuning: Tuning,
    train: TrainRecipe,
}

impl<H: Host> Engine<H> {
    /// Gives the run its recipe's pretrained teacher, if it names one.
    ///
    /// # Errors
    /// [`EngineError::Recipe`] if `models` lacks it, or it is none that can be this recipe's teacher on this data.
    pub fn with_models(mut self, models: &Models) -> Result<Self, EngineError> {
        let TeacherRecipe::Pretrained { model, max_tokens, head, tuning, train } = &self.recipe.teacher else {
            return Ok(self);
        };
        let plan = Plan { max_tokens: *max_tokens, head: *head, tuning: *tuning, train: train.clone() };
        let adopted = Adopted { model: models.get(model)?.clone(), plan, network: None, features: Vec::new() };
        adopted.check(model, &self.data.dataset.classes)?;
        self.adopted = Some(adopted);
        Ok(self)
    }

    pub(crate) fn adopted(&self) -> Result<&Adopted, EngineError> {
        self.adopted.as_ref().ok_or(EngineError::State("the recipe's pretrained teacher is not at hand"))
    }

    /// Puts the teacher on the device; one that is not fitted is ready by that.
    pub(crate) fn fetch(&mut self) -> Result<Report, EngineError> {
        let seed = pair_seed(self.recipe.seed, Role::Teacher, 0);
        let network = self.adopted()?.fetch(&self.data.dataset.classes, seed, &self.device.clone().autodiff())?;
        if matches!(self.adopted()?.plan.tuning, Tuning::None {}) {
            self.cast.add(Role::Teacher, untouched(&network, self.host.memory_bytes()));
        } else if let Some(adopted) = &mut self.adopted {
            adopted.network = Some(network);
        }
        Ok(self.progress(Phase::Prepare))
    }

    /// Computes what the head reads of the next rows; comes back until all are read.
    pub(crate) async fn read(&mut self) -> Result<Report, EngineError> {
        let corpus = &self.need_text(Role::Teacher)?.corpus;
        let total = corpus.len();
        let (network, done) = self.adopted()?.reader()?;
        let indices: Vec<usize> = (done..total.min(done + EVALUATION_BATCH)).collect();
        let batch = corpus.batch(&indices, &self.device);
        let values = read_values(network.features(&batch.input)).await?;
        self.file_features(values, done + indices.len(), total);
        Ok(Report::Progress { phase: Phase::Prepare, done: done + indices.len(), total })
    }

    fn file_features(&mut self, values: Vec<f32>, done: usize, total: usize) {
        let (Some(adopted), Some(readable)) = (&mut self.adopted, &mut self.teacher_text) else { return };
        adopted.features.extend(values);
        if done < total {
            self.tasks.push_front(Task::Read);
        } else {
            readable.corpus.keep_features(std::mem::take(&mut adopted.features));
        }
    }
}

impl Adopted {
    /// What cuts texts for it.
    pub(crate) fn encoder(&self) -> Result<TextEncoder, EngineError> {
        let (context, padding) = self.limits()?;
        let longest = self.plan.max_tokens.min(context);
        let tokenizer = Box::new(self.model.tokenizer()?.with_most(longest)?);
        Ok(TextEncoder::Foreign { tokenizer, frame: Frame { longest, padding } })
    }

    /// The network with what the recipe lets learn, and how it learns.
    pub(crate) fn beginner(&mut self) -> Result<(Classifier, TrainRecipe), EngineError> {
        let network = self.network.take().ok_or(EngineError::State("the pretrained teacher is not fetched yet"))?;
        Ok((Classifier::Pretrained(network), self.plan.train.clone()))
    }

    fn fetch(&self, classes: &[String], seed: u64, device: &Device) -> Result<PretrainedEncoder, EngineError> {
        let (checkpoint, body) = self.model.encoder(device)?;
        let network = match self.plan.head {
            TeacherHead::Own => PretrainedEncoder::own(body.with_classes_at(&self.order(checkpoint, classes)?)),
            TeacherHead::Mean => PretrainedEncoder::with_mean(body, classes.len(), seed),
            TeacherHead::First => PretrainedEncoder::with_first(body, classes.len(), seed),
        };
        Ok(match self.plan.tuning {
            Tuning::None {} => network,
            Tuning::Head {} => network.with_frozen_body(),
            Tuning::All { dropout } => network.with_dropout(dropout),
            Tuning::Lora { rank, alpha, dropout } => network.with_adapters(rank, alpha, seed).with_dropout(dropout),
        })
    }
}

impl Adopted {
    pub(crate) fn tuning(&self) -> Tuning {
        self.plan.tuning
    }

    /// Number of its ids, and the one that fills rows up.
    pub(crate) fn ids(&self) -> Result<(usize, u32), EngineError> {
        let checkpoint = self.model.need_encoder()?;
        Ok((checkpoint.vocabulary, checkpoint.padding))
    }

    pub(crate) fn tokenizer_json(&self) -> Option<&str> {
        self.model.tokenizer_json().ok()
    }

    /// Refuses early what would fail late.
    fn check(&self, source: &ModelSource, classes: &[String]) -> Result<(), EngineError> {
        self.model.check(source)?;
        let checkpoint = self.model.need_encoder()?;
        let (ids, known) = (self.model.tokenizer()?.vocabulary(), checkpoint.vocabulary);
        if ids > known {
            let what = format!("its tokenizer gives {ids} ids, and it knows {known}");
            return Err(self.refuse(&what, "Take the tokenizer.json that belongs to the model.").into());
        }
        if self.plan.head == TeacherHead::Own {
            self.order(checkpoint, classes)?;
        }
        Ok(())
    }

    /// Most tokens of a row, and what fills rows up.
    fn limits(&self) -> Result<(usize, u32), EngineError> {
        let checkpoint = self.model.need_encoder()?;
        Ok((checkpoint.shape.context(), checkpoint.padding))
    }

    /// Where its own classifier has each class of the data.
    fn order(&self, checkpoint: &EncoderConfig, classes: &[String]) -> Result<Vec<usize>, ErrorReport> {
        let known = checkpoint.labels.join(", ");
        let place = |class: &String| {
            checkpoint.labels.iter().position(|label| label == class).ok_or_else(|| match known.as_str() {
                "" => self.refuse("it has no classifier", "Take a new head: `mean` or `first`."),
                _ => self.refuse(
                    &format!("its classifier does not know the class `{class}`, but {known}"),
                    "Name the classes as the model does, or take a new head: `mean` or `first`.",
                ),
            })
        };
        classes.iter().map(place).collect()
    }

    /// The network to compute features with, and the examples that are done.
    fn reader(&self) -> Result<(PretrainedEncoder, usize), EngineError> {
        let network = self.network.as_ref().ok_or(EngineError::State("the pretrained teacher is not fetched yet"))?;
        Ok((network.valid(), self.features.len() / network.body().shape().width))
    }

    fn refuse(&self, why: &str, hint: &str) -> ErrorReport {
        let message = format!("`{}` cannot teach this data: {why}.", self.model.card().name);
        ErrorReport::new(ErrorCode::Recipe, message, hint)
    }
}

/// A teacher that is taken as it is.
fn untouched(network: &PretrainedEncoder, peak_memory: Option<f64>) -> Trained {
    let summary = TrainingSummary { seconds: 0.0, steps: 0, best_epoch: 0, stopped_early: false };
    Trained { model: Classifier::Pretrained(network.valid()), summary, peak_memory, test_logits: Vec::new() }
}
