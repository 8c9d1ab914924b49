//! Models of every shape, and what they compute here.

use burn::module::Module;
use burn::tensor::{Device, Int, Tensor, TensorData};
use serde::Deserialize;
use std::path::Path;
use stillroom_data::{LanguageTokenizer, TokenizerKind};
use stillroom_formats::{
    DecoderCheckpoint, HtmlStudent, Manifest, OnnxError, OnnxWeights, PACKAGE_VERSION, StudentPackage,
};
use stillroom_models::{
    Classifier, Decoder, DecoderInput, Input, NamedTensor, load_parameters, named_parameters, read_values,
};
use stillroom_spec::{
    DecoderActivation, DecoderBiases, DecoderNorm, DecoderPositions, DecoderRecipe, ModelRecipe, Recipe,
    TokenizerRecipe,
};
use stillroom_testkit::{block_on, fixture};

/// The decoders of `tests/conformance/models`.
pub const FAMILIES: [&str; 4] = ["gpt2", "llama", "llama-untied", "qwen2"];

/// A model that can be written.
pub enum Model {
    Decoder(DecoderCheckpoint),
    Classifier(Box<StudentPackage>),
}

/// Rows of ids, 1 where there is a token and 0 where there is padding.
pub struct Batch {
    pub ids: Vec<Vec<i32>>,
    pub mask: Vec<Vec<u8>>,
}

impl Model {
    pub fn to_onnx(&self, weights: OnnxWeights) -> Result<Vec<u8>, OnnxError> {
        match self {
            Self::Decoder(checkpoint) => checkpoint.to_onnx(weights),
            Self::Classifier(package) => package.to_onnx(weights),
        }
    }

    /// As a page, with a tokenizer that it has no use for here.
    pub fn to_html(&self, name: &str) -> String {
        let tokenizer = LanguageTokenizer::train(&TokenizerKind::Bytes, &[]).unwrap().to_json();
        let page = match self {
            Self::Decoder(checkpoint) => HtmlStudent::Writer { name, checkpoint, tokenizer: &tokenizer }.to_html(),
            Self::Classifier(package) => {
                let package = StudentPackage { tokenizer: Some(tokenizer), ..(**package).clone() };
                HtmlStudent::Classifier(&package).to_html()
            }
        };
        page.unwrap()
    }

    /// Longest input, and number of ids.
    pub fn limits(&self) -> (usize, usize) {
        match self {
            Self::Decoder(checkpoint) => (checkpoint.recipe.context, checkpoint.vocabulary),
            Self::Classifier(package) => match package.manifest.model {
                ModelRecipe::Encoder { max_tokens, .. } => (max_tokens, package.manifest.ids),
                ModelRecipe::NgramBag { max_ngrams, .. } => (max_ngrams, package.manifest.ids),
            },
        }
    }

    pub fn is_bag(&self) -> bool {
        matches!(self, Self::Classifier(package) if matches!(package.manifest.model, ModelRecipe::NgramBag { .. }))
    }

    pub fn weights(&mut self) -> &mut Vec<NamedTensor> {
        match self {
            Self::Decoder(checkpoint) => &mut checkpoint.weights,
            Self::Classifier(package) => &mut package.weights,
        }
    }

    /// Logits, row-major.
    pub fn logits(&self, batch: &Batch) -> Vec<f32> {
        let device = Device::flex();
        let shape = [batch.ids.len(), batch.ids[0].len()];
        let ids = Tensor::<2, Int>::from_data(TensorData::new(batch.ids.concat(), shape), &device);
        let mask: Vec<f32> = batch.mask.concat().into_iter().map(f32::from).collect();
        let mask = Tensor::<2>::from_data(TensorData::new(mask, shape), &device);
        match self {
            Self::Decoder(checkpoint) => {
                read(decoder(checkpoint, &device).forward(&DecoderInput::new(ids).with_mask(mask)))
            }
            Self::Classifier(package) => read(classifier(package, &device).forward(&Input { ids, mask })),
        }
    }
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
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance/models").join(family);
    let read = |file: &str| std::fs::read(folder.join(file)).unwrap_or_else(|e| panic!("{family}/{file}: {e}"));
    DecoderCheckpoint::from_hugging_face(&read("config.json"), &[&read("model.safetensors")]).unwrap()
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
    StudentPackage { manifest, tokenizer: None, recipe, weights }
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
