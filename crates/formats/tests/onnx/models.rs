//! Models of every shape, and what they compute here.

use burn::module::Module;
use burn::tensor::{Device, Int, Tensor, TensorData};
use serde::Deserialize;
use std::path::Path;
use stillroom_data::{LanguageTokenizer, TokenizerKind};
use stillroom_formats::{
    Checkpoint, DecoderCheckpoint, DecoderClassifierCheckpoint, EncoderCheckpoint, HtmlStudent, Manifest, OnnxError,
    OnnxWeights, PACKAGE_VERSION, StudentPackage,
};
use stillroom_models::{
    Classifier, Decoder, DecoderClassifier, DecoderInput, Input, NamedTensor, PositionCount, TextEncoder,
    TextEncoderInput, TextEncoderShape, load_parameters, named_parameters, read_values,
};
use stillroom_spec::{
    DecoderActivation, DecoderBiases, DecoderNorm, DecoderPositions, DecoderRecipe, ModelRecipe, Recipe,
    TokenizerRecipe,
};
use stillroom_testkit::{block_on, fixture};

/// The decoders of `tests/conformance/models`.
pub const FAMILIES: [&str; 4] = ["gpt2", "llama", "llama-untied", "qwen2"];

/// The encoders of `tests/conformance/models`.
pub const ENCODERS: [&str; 3] = ["bert", "distilbert", "roberta"];

/// The classifying decoders of `tests/conformance/models`.
pub const DECODER_CLASSIFIERS: [&str; 2] = ["gpt2-classifier", "llama-classifier"];

/// A model that can be written.
pub enum Model {
    Decoder(DecoderCheckpoint),
    DecoderClassifier(DecoderClassifierCheckpoint),
    Encoder(EncoderCheckpoint),
    Classifier(Box<StudentPackage>),
}

/// Rows of ids, 1 where there is a token and 0 where there is padding.
pub struct Batch {
    pub ids: Vec<Vec<i32>>,
    pub mask: Vec<Vec<u8>>,
    /// Which of two texts each token belongs to, where a model asks.
    pub types: Option<Vec<Vec<i32>>>,
}

/// What a model computes, row-major.
#[derive(Default)]
pub struct Outputs {
    /// None where the model has no head.
    pub logits: Option<Vec<f32>>,
    /// Of encoders.
    pub hidden: Option<Vec<f32>>,
}

impl Model {
    pub fn to_onnx(&self, weights: OnnxWeights) -> Result<Vec<u8>, OnnxError> {
        match self {
            Self::Decoder(checkpoint) => checkpoint.to_onnx(weights),
            Self::DecoderClassifier(checkpoint) => checkpoint.to_onnx(weights),
            Self::Encoder(checkpoint) => checkpoint.to_onnx(weights),
            Self::Classifier(package) => package.to_onnx(weights),
        }
    }

    /// As a page, with a tokenizer that it has no use for here; models of others that read a text whole have none.
    pub fn to_html(&self, name: &str) -> Option<String> {
        let tokenizer = LanguageTokenizer::train(&TokenizerKind::Bytes, &[]).unwrap().to_json();
        let page = match self {
            Self::DecoderClassifier(_) | Self::Encoder(_) => return None,
            Self::Decoder(checkpoint) => HtmlStudent::Writer { name, checkpoint, tokenizer: &tokenizer }.to_html(),
            Self::Classifier(package) => {
                let package = StudentPackage { tokenizer: Some(tokenizer), ..(**package).clone() };
                HtmlStudent::Classifier(&package).to_html()
            }
        };
        Some(page.unwrap())
    }

    /// Longest input, and number of ids.
    pub fn limits(&self) -> (usize, usize) {
        match self {
            Self::Decoder(checkpoint) => (checkpoint.recipe.context, checkpoint.vocabulary),
            Self::DecoderClassifier(checkpoint) => (checkpoint.recipe.context, checkpoint.vocabulary),
            Self::Encoder(checkpoint) => (checkpoint.shape.context(), checkpoint.vocabulary),
            Self::Classifier(package) => match package.manifest.model {
                ModelRecipe::Encoder { max_tokens, .. } => (max_tokens, package.manifest.ids),
                ModelRecipe::NgramBag { max_ngrams, .. } => (max_ngrams, package.manifest.ids),
            },
        }
    }

    pub fn is_bag(&self) -> bool {
        matches!(self, Self::Classifier(package) if matches!(package.manifest.model, ModelRecipe::NgramBag { .. }))
    }

    /// The id that fills up rows.
    pub fn padding(&self) -> i32 {
        let id = match self {
            Self::DecoderClassifier(checkpoint) => checkpoint.padding.unwrap_or(0),
            Self::Encoder(checkpoint) => checkpoint.padding,
            Self::Decoder(_) | Self::Classifier(_) => 0,
        };
        id as i32
    }

    /// Types of tokens that the caller may name.
    pub fn token_types(&self) -> usize {
        match self {
            Self::Encoder(checkpoint) => checkpoint.shape.token_types,
            _ => 0,
        }
    }

    pub fn weights(&mut self) -> &mut Vec<NamedTensor> {
        match self {
            Self::Decoder(checkpoint) => &mut checkpoint.weights,
            Self::DecoderClassifier(checkpoint) => &mut checkpoint.weights,
            Self::Encoder(checkpoint) => &mut checkpoint.weights,
            Self::Classifier(package) => &mut package.weights,
        }
    }

    pub fn outputs(&self, batch: &Batch) -> Outputs {
        let device = Device::flex();
        let (ids, mask) = (batch.ids(&device), batch.mask(&device));
        match self {
            Self::Decoder(checkpoint) => {
                Outputs::of(decoder(checkpoint, &device).forward(&DecoderInput::new(ids).with_mask(mask)))
            }
            Self::DecoderClassifier(checkpoint) => Outputs::of(classified(checkpoint, ids, mask)),
            Self::Encoder(checkpoint) => encoded(checkpoint, batch),
            Self::Classifier(package) => {
                Outputs::of(classifier(package, &device).forward(&Input { ids, mask, features: None }))
            }
        }
    }
}

impl Batch {
    fn ids(&self, device: &Device) -> Tensor<2, Int> {
        integers(&self.ids, device)
    }

    fn mask(&self, device: &Device) -> Tensor<2> {
        let mask: Vec<f32> = self.mask.concat().into_iter().map(f32::from).collect();
        Tensor::from_data(TensorData::new(mask, [self.ids.len(), self.ids[0].len()]), device)
    }
}

impl Outputs {
    fn of<const D: usize>(logits: Tensor<D>) -> Self {
        Self { logits: Some(read(logits)), hidden: None }
    }
}

fn integers(rows: &[Vec<i32>], device: &Device) -> Tensor<2, Int> {
    Tensor::from_data(TensorData::new(rows.concat(), [rows.len(), rows[0].len()]), device)
}

fn classified(checkpoint: &DecoderClassifierCheckpoint, ids: Tensor<2, Int>, mask: Tensor<2>) -> Tensor<2> {
    let DecoderClassifierCheckpoint { recipe, vocabulary, labels, .. } = checkpoint;
    let blank = DecoderClassifier::blank(recipe, *vocabulary, labels.len(), &ids.device());
    let model = load_parameters(blank, &checkpoint.weights).unwrap();
    let real = checkpoint.padding.map(|id| ids.clone().not_equal_elem(id as i32).float());
    let hidden = model.hidden(&DecoderInput::new(ids).with_mask(mask.clone()));
    model.logits(hidden, &real.unwrap_or(mask))
}

fn encoded(checkpoint: &EncoderCheckpoint, batch: &Batch) -> Outputs {
    let device = Device::flex();
    let blank = TextEncoder::blank(&checkpoint.shape, checkpoint.vocabulary, &device);
    let model = load_parameters(blank, &checkpoint.weights).unwrap();
    let types = batch.types.as_ref().map(|types| integers(types, &device));
    let input = TextEncoderInput { types, ..TextEncoderInput::new(batch.ids(&device), batch.mask(&device)) };
    let hidden = model.hidden(&input);
    Outputs { logits: model.logits(hidden.clone()).map(read), hidden: Some(read(hidden)) }
}

fn read<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    block_on(read_values(tensor)).unwrap()
}

fn decoder(checkpoint: &DecoderCheckpoint, device: &Device) -> Decoder {
    load_parameters(Decoder::blank(&checkpoint.recipe, checkpoint.vocabulary, device), &checkpoint.weights).unwrap()
}

fn classifier(package: &StudentPackage, device: &Device) -> Classifier {
    let Manifest { model, ids, classes, .. } = &package.manifest;
    load_parameters(Classifier::init(model, *ids, classes.len(), 0, device), &package.weights).unwrap()
}

/// A decoder of `tests/conformance/models`.
pub fn checkpoint(family: &str) -> DecoderCheckpoint {
    let Checkpoint::Decoder(found) = any_checkpoint(family) else { panic!("{family} is no decoder") };
    found
}

/// An encoder of `tests/conformance/models`.
pub fn encoder_checkpoint(family: &str) -> EncoderCheckpoint {
    let Checkpoint::Encoder(found) = any_checkpoint(family) else { panic!("{family} is no encoder") };
    found
}

/// A classifying decoder of `tests/conformance/models`.
pub fn classifier_checkpoint(family: &str) -> DecoderClassifierCheckpoint {
    let Checkpoint::DecoderClassifier(found) = any_checkpoint(family) else { panic!("{family} classifies nothing") };
    found
}

fn any_checkpoint(family: &str) -> Checkpoint {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance/models").join(family);
    Checkpoint::from_files(|file| std::fs::read(folder.join(file)).ok()).unwrap_or_else(|e| panic!("{family}: {e}"))
}

/// What the encoders' fixtures leave out: no head, one type or many, other activations, positions after padding with a
/// head of BERT's.
pub fn made_encoders() -> Vec<(&'static str, EncoderCheckpoint)> {
    let shape = encoder_checkpoint("bert").shape;
    let after = PositionCount::AfterPadding { padding: 7 };
    let shapes = [
        (
            "headless",
            TextEncoderShape { head: None, token_types: 5, activation: DecoderActivation::GeluTanh, ..shape.clone() },
        ),
        (
            "after-padding",
            TextEncoderShape { position_count: after, activation: DecoderActivation::Relu, ..shape.clone() },
        ),
        ("typeless", TextEncoderShape { head: None, token_types: 0, positions: 9, epsilon: 1e-5, ..shape }),
    ];
    shapes.map(|(name, shape)| (name, made_encoder(shape))).into()
}

fn made_encoder(shape: TextEncoderShape) -> EncoderCheckpoint {
    let weights = shaken(&TextEncoder::init(&shape, 50, 1, &Device::flex()));
    let labels = (0..shape.head.map_or(0, |head| head.classes)).map(|class| format!("class {class}")).collect();
    let padding = if let PositionCount::AfterPadding { padding } = shape.position_count { padding } else { 0 };
    EncoderCheckpoint { shape, vocabulary: 50, padding, labels, weights }
}

/// Without an id for padding: the mask alone tells where a class is read.
pub fn unpadded_classifier() -> DecoderClassifierCheckpoint {
    DecoderClassifierCheckpoint { padding: None, ..classifier_checkpoint("gpt2-classifier") }
}

/// What the families leave out: each activation, norm, kind of positions and choice of biases at least once.
pub fn made_decoders() -> Vec<(&'static str, DecoderCheckpoint)> {
    let llama = checkpoint("llama").recipe;
    let gpt2 = checkpoint("gpt2").recipe;
    let (rope, layer_norm) = (DecoderPositions::Rope { theta: 5e5 }, DecoderNorm::LayerNorm { epsilon: 1e-5 });
    let recipes = [
        ("all-biases", DecoderRecipe { biases: DecoderBiases::All, head_width: 10, ..llama.clone() }),
        ("relu-untied", DecoderRecipe { tied_head: false, activation: DecoderActivation::Relu, ..gpt2.clone() }),
        ("gelu", DecoderRecipe { activation: DecoderActivation::Gelu, context: 20, ..gpt2.clone() }),
        ("rope-layer-norm", DecoderRecipe { positions: rope, norm: layer_norm, tied_head: false, ..llama }),
        ("learned-rms", DecoderRecipe { norm: DecoderNorm::RmsNorm { epsilon: 1e-6 }, key_value_heads: 1, ..gpt2 }),
    ];
    recipes.map(|(name, recipe)| (name, made_decoder(recipe))).into()
}

fn made_decoder(recipe: DecoderRecipe) -> DecoderCheckpoint {
    let model = Decoder::init(&recipe, 50, 1, &Device::flex());
    DecoderCheckpoint { recipe, vocabulary: 50, end_ids: vec![3], weights: shaken(&model) }
}

/// The weights of a model, moved so far that those that begin at 0 or 1 show too.
fn shaken<M: Module>(model: &M) -> Vec<NamedTensor> {
    let mut weights = block_on(named_parameters(model)).unwrap();
    let values = weights.iter_mut().flat_map(|tensor| &mut tensor.values);
    values.enumerate().for_each(|(at, value)| *value += 0.2 * scattered(at as u32));
    weights
}

/// Evenly in ±1 and without a pattern: Knuth's multiplicative hash, twice.
fn scattered(at: u32) -> f32 {
    let hash = |of: u32| (of ^ (of >> 15)).wrapping_mul(2_654_435_769);
    (hash(hash(at + 1)) >> 8) as f32 / (1 << 23) as f32 - 1.0
}

/// An encoder of the shape of `tests/conformance/classifiers.py`.
pub fn small_encoder() -> ModelRecipe {
    encoder(2, 8, 2, 12, 6)
}

fn encoder(layers: usize, width: usize, heads: usize, feed_forward: usize, max_tokens: usize) -> ModelRecipe {
    let tokenizer = TokenizerRecipe::Bytes {};
    ModelRecipe::Encoder { tokenizer, layers, width, heads, feed_forward, max_tokens, dropout: 0.1 }
}

pub fn small_bag(width: usize, max_ngrams: usize) -> ModelRecipe {
    ModelRecipe::NgramBag { min_n: 1, max_n: 3, buckets: 16, width, max_ngrams }
}

/// Classifiers with weights of their own: one as large as those that are trained.
pub fn made_classifiers() -> Vec<(&'static str, StudentPackage)> {
    let made = |model: ModelRecipe, ids: usize, classes: usize| {
        let weights = shaken(&Classifier::init(&model, ids, classes, 5, &Device::flex()));
        package(model, ids, classes, weights)
    };
    vec![("encoder-wide", made(encoder(3, 64, 4, 128, 48), 500, 5)), ("bag-wide", made(small_bag(16, 64), 2049, 4))]
}

pub fn package(model: ModelRecipe, ids: usize, classes: usize, weights: Vec<NamedTensor>) -> StudentPackage {
    let mut recipe = Recipe::preset("languages").unwrap();
    recipe.student.model = model.clone();
    let classes = (0..classes).map(|class| format!("class \"{class}\"")).collect();
    let manifest = Manifest { version: PACKAGE_VERSION, model, ids, classes };
    StudentPackage { manifest, tokenizer: None, recipe, readme: None, weights }
}

/// A classifier of `tests/conformance/classifiers.json`, with logits that numpy computed.
#[derive(Deserialize)]
pub struct Reference {
    weights: Vec<ReferenceTensor>,
    pub ids: Vec<Vec<i32>>,
    pub logits: Vec<Vec<f32>>,
}

#[derive(Deserialize)]
struct ReferenceTensor {
    name: String,
    shape: Vec<usize>,
    values: Vec<f32>,
}

#[derive(Deserialize)]
struct References {
    encoder: Reference,
    ngram_bag: Reference,
}

impl Reference {
    /// Name, model and reference of each.
    pub fn all() -> [(&'static str, StudentPackage, Self); 2] {
        let References { encoder, ngram_bag } = fixture("classifiers.json");
        let bag = package(small_bag(4, 16), 11, 3, ngram_bag.named("NgramBag"));
        [("encoder", package(small_encoder(), 11, 3, encoder.named("Encoder")), encoder), ("ngram-bag", bag, ngram_bag)]
    }

    fn named(&self, prefix: &str) -> Vec<NamedTensor> {
        let tensor = |t: &ReferenceTensor| NamedTensor {
            name: format!("{prefix}.{}", t.name),
            shape: t.shape.clone(),
            values: t.values.clone(),
        };
        self.weights.iter().map(tensor).collect()
    }
}
