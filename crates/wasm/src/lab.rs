//! One lane's data and run.

use crate::blob::BlobReader;
use crate::boundary::{Crossing, give, out_of_turn, take, throw};
use crate::device;
use crate::host::WorkerHost;
use crate::models::sources;
use burn::tensor::Device;
use stillroom_engine::{
    DeviceRoom, Engine, Exportable, LanguageEngine, LoadedCorpus, LoadedData, Models, PretrainedModel, check_model,
    golden, load, load_corpus, look, time_language_steps, time_student_steps, warm_up, warm_up_language,
};
use stillroom_spec::{Environment, ErrorCode, ErrorReport, LanguageRecipe, Recipe};
use wasm_bindgen::prelude::*;
use web_sys::Blob;

/// The types that the signatures below name; `npm run types` writes them beside the declarations.
#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"import type { CheckRow, CorpusReport, DataReport, ExportFormat, ExportOffer, GoldenRow, LanguageRecipe, ModelCard, Prediction, Recipe, Report, SourceReport, TokenJudgement } from "./spec";"#;

/// Data and run on this artefact's device. Calls are made one at a time, each awaited.
#[wasm_bindgen]
pub struct Lab {
    device: Device,
    environment: Environment,
    data: Option<LoadedData>,
    corpus: Option<LoadedCorpus>,
    models: Models,
    run: Option<Run>,
}

/// A run of either kind.
#[expect(clippy::large_enum_variant, reason = "there is one of them")]
enum Run {
    Classifier(Engine<WorkerHost>),
    Language(LanguageEngine<WorkerHost>),
}

#[wasm_bindgen]
impl Lab {
    /// Opens the lane's device; `name` is what the browser calls it.
    pub async fn create(name: Option<String>) -> Result<Lab, JsValue> {
        console_error_panic_hook::set_once();
        let device = device::open().await.map_err(throw)?;
        let environment = Environment {
            lane: device::LANE,
            device: name.unwrap_or_else(|| format!("{device:?}")),
            version: env!("CARGO_PKG_VERSION").into(),
        };
        Ok(Lab { device, environment, data: None, corpus: None, models: Models::default(), run: None })
    }

    /// Opens a pretrained model by its files, in place of any other of the name; its weights are read when a run needs
    /// them. Refused is a model that is too large for what the device holds in bytes, as far as the page knows: the
    /// largest tensor, and all of them.
    #[wasm_bindgen(js_name = openModel, unchecked_return_type = "ModelCard")]
    pub fn open_model(
        &mut self,
        name: &str,
        #[wasm_bindgen(unchecked_param_type = "Map<string, Blob>")] files: &js_sys::Map,
        tensor_bytes: Option<f64>,
        total_bytes: Option<f64>,
    ) -> Crossing {
        let model = PretrainedModel::open(name, sources(files)?).map_err(throw)?;
        model.check_room(&DeviceRoom { tensor_bytes, total_bytes }).map_err(throw)?;
        let card = give(model.card());
        self.models.insert(name, model);
        card
    }

    /// Lets a pretrained model go; a run that has it keeps it.
    #[wasm_bindgen(js_name = closeModel)]
    pub fn close_model(&mut self, name: &str) {
        self.models.remove(name);
    }

    /// The device's name.
    pub fn device(&self) -> String {
        self.environment.device.clone()
    }

    /// A preset's recipe.
    #[wasm_bindgen(unchecked_return_type = "Recipe")]
    pub fn preset(name: &str) -> Crossing {
        let unknown =
            || ErrorReport::new(ErrorCode::Recipe, format!("There is no preset `{name}`."), "Choose another.");
        give(&Recipe::preset(name).ok_or_else(unknown).map_err(throw)?)
    }

    /// The default recipe for a file of the user's.
    #[wasm_bindgen(js_name = forFile, unchecked_return_type = "Recipe")]
    pub fn for_file(name: &str) -> Crossing {
        give(&Recipe::for_file(name))
    }

    /// Reads and checks a recipe file.
    #[wasm_bindgen(js_name = checkRecipe, unchecked_return_type = "Recipe")]
    pub fn check_recipe(json: &str) -> Crossing {
        give(&Recipe::from_json(json).map_err(throw)?)
    }

    /// Tells layout and columns from the start of a file of `bytes` bytes.
    #[wasm_bindgen(unchecked_return_type = "SourceReport")]
    pub fn look(&self, name: &str, head: &[u8], bytes: Option<f64>) -> Crossing {
        give(&look(name, head, bytes).map_err(throw)?)
    }

    /// Reads, cleans and splits a file; any run ends.
    #[wasm_bindgen(unchecked_return_type = "DataReport")]
    pub fn load(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Recipe")] recipe: JsValue,
        name: &str,
        file: Blob,
    ) -> Crossing {
        let recipe: Recipe = take(recipe)?;
        let bytes = Some(file.size());
        let data = load(&recipe, name, bytes, BlobReader::new(file)?).map_err(throw)?;
        self.run = None;
        give(self.data.insert(data).report())
    }

    /// Makes a run of the loaded data, in place of any before.
    pub fn start(&mut self, #[wasm_bindgen(unchecked_param_type = "Recipe")] recipe: JsValue) -> Result<(), JsValue> {
        let data = self.data.clone().ok_or_else(|| out_of_turn("No data is loaded."))?;
        let engine = Engine::new(take(recipe)?, data, self.device.clone(), self.environment.clone(), WorkerHost);
        let engine = engine.and_then(|engine| engine.with_models(&self.models));
        self.run = Some(Run::Classifier(engine.map_err(throw)?));
        Ok(())
    }

    /// The next piece of work and its report.
    #[wasm_bindgen(unchecked_return_type = "Report")]
    pub async fn step(&mut self) -> Crossing {
        let report = match self.run_mut()? {
            Run::Classifier(engine) => engine.step().await,
            Run::Language(engine) => engine.step().await,
        };
        give(&report.map_err(throw)?)
    }

    /// Ends the phase in hand after its next step.
    pub fn skip(&mut self) -> Result<(), JsValue> {
        match self.run_mut()? {
            Run::Classifier(engine) => engine.skip(),
            Run::Language(engine) => engine.skip(),
        }
        Ok(())
    }

    /// What the classifiers say of a text.
    #[wasm_bindgen(unchecked_return_type = "Prediction")]
    pub async fn predict(&self, text: &str) -> Crossing {
        match self.run()? {
            Run::Classifier(engine) => give(&engine.predict(text).await.map_err(throw)?),
            Run::Language(_) => Err(out_of_turn("A language model has no classes.")),
        }
    }

    /// What the language models think of each token of a text.
    #[wasm_bindgen(unchecked_return_type = "TokenJudgement[]")]
    pub async fn inspect(&self, text: &str) -> Crossing {
        match self.run()? {
            Run::Language(engine) => give(&engine.inspect(text).await.map_err(throw)?),
            Run::Classifier(_) => Err(out_of_turn("A classifier predicts no tokens.")),
        }
    }

    /// A language model's preset.
    #[wasm_bindgen(js_name = languagePreset, unchecked_return_type = "LanguageRecipe")]
    pub fn language_preset(name: &str) -> Crossing {
        let unknown =
            || ErrorReport::new(ErrorCode::Recipe, format!("There is no preset `{name}`."), "Choose another.");
        give(&LanguageRecipe::preset(name).ok_or_else(unknown).map_err(throw)?)
    }

    /// The default language model's recipe for a file of the user's.
    #[wasm_bindgen(js_name = languageForFile, unchecked_return_type = "LanguageRecipe")]
    pub fn language_for_file(name: &str) -> Crossing {
        give(&LanguageRecipe::for_file(name))
    }

    /// Reads and checks a language model's recipe file.
    #[wasm_bindgen(js_name = checkLanguageRecipe, unchecked_return_type = "LanguageRecipe")]
    pub fn check_language_recipe(json: &str) -> Crossing {
        give(&LanguageRecipe::from_json(json).map_err(throw)?)
    }

    /// Reads and divides a text; any run ends. The file of a recipe that makes its text up is empty.
    #[wasm_bindgen(js_name = loadCorpus, unchecked_return_type = "CorpusReport")]
    pub fn load_corpus(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "LanguageRecipe")] recipe: JsValue,
        name: &str,
        file: Blob,
    ) -> Crossing {
        let recipe: LanguageRecipe = take(recipe)?;
        let bytes = Some(file.size()).filter(|&bytes| bytes > 0.0);
        let corpus = load_corpus(&recipe, name, bytes, BlobReader::new(file)?).map_err(throw)?;
        self.run = None;
        give(self.corpus.insert(corpus).report())
    }

    /// Makes a language-model run of the loaded text, in place of any before.
    #[wasm_bindgen(js_name = startLanguage)]
    pub fn start_language(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "LanguageRecipe")] recipe: JsValue,
    ) -> Result<(), JsValue> {
        let corpus = self.corpus.clone().ok_or_else(|| out_of_turn("No text is loaded."))?;
        let (device, environment) = (self.device.clone(), self.environment.clone());
        let models = self.models.clone();
        let engine = LanguageEngine::new(take(recipe)?, corpus, models, device, environment, WorkerHost);
        self.run = Some(Run::Language(engine.map_err(throw)?));
        Ok(())
    }

    /// Milliseconds of each of `count` steps of the recipe's student; leaves no trace on a run.
    #[wasm_bindgen(js_name = timeSteps, unchecked_return_type = "number[]")]
    pub async fn time_steps(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Recipe")] recipe: JsValue,
        count: usize,
    ) -> Crossing {
        let data = self.data.as_ref().ok_or_else(|| out_of_turn("No data is loaded."))?;
        let times = time_student_steps(&take(recipe)?, data, &self.device, &WorkerHost, count).await;
        give(&times.map_err(throw)?)
    }

    /// Compiles the kernels that a run of the recipe needs; leaves no trace on a run.
    #[wasm_bindgen(js_name = warmUp)]
    pub async fn warm_up(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Recipe")] recipe: JsValue,
    ) -> Result<(), JsValue> {
        let data = self.data.as_ref().ok_or_else(|| out_of_turn("No data is loaded."))?;
        warm_up(&take(recipe)?, data, &self.device, &WorkerHost).await.map_err(throw)
    }

    /// The same of a language model's recipe; needs no text.
    #[wasm_bindgen(js_name = timeLanguageSteps, unchecked_return_type = "number[]")]
    pub async fn time_language_steps(
        &self,
        #[wasm_bindgen(unchecked_param_type = "LanguageRecipe")] recipe: JsValue,
        count: usize,
    ) -> Crossing {
        let times = time_language_steps(&take(recipe)?, &self.models, &self.device, &WorkerHost, count).await;
        give(&times.map_err(throw)?)
    }

    /// Compiles the kernels that a language-model run needs; needs no text.
    #[wasm_bindgen(js_name = warmUpLanguage)]
    pub async fn warm_up_language(
        &self,
        #[wasm_bindgen(unchecked_param_type = "LanguageRecipe")] recipe: JsValue,
    ) -> Result<(), JsValue> {
        warm_up_language(&take(recipe)?, &self.models, &self.device, &WorkerHost).await.map_err(throw)
    }

    /// The first pair's student as a file.
    #[wasm_bindgen(js_name = exportStudent)]
    pub async fn export_student(
        &self,
        #[wasm_bindgen(unchecked_param_type = "ExportFormat")] format: JsValue,
    ) -> Result<Vec<u8>, JsValue> {
        let format = take(format)?;
        self.exportable().await?.to(format).map_err(throw)
    }

    /// The formats that the first pair's student has, and what each takes.
    #[wasm_bindgen(js_name = offerStudent, unchecked_return_type = "ExportOffer[]")]
    pub async fn offer_student(&self) -> Crossing {
        give(&self.exportable().await?.offers())
    }

    /// The objectives against golden values, on this device: errors by case.
    #[wasm_bindgen(js_name = checkObjectives, unchecked_return_type = "GoldenRow[]")]
    pub async fn check_objectives(&self, golden_json: &str) -> Crossing {
        let rows = golden::check(golden_json, &self.device.clone().autodiff()).await;
        give(&rows.map_err(|e| JsValue::from_str(&e.to_string()))?)
    }

    /// A model's logits and hidden states against `expected.json` beside it, on this device. `files` maps the names of
    /// its folder to their bytes.
    #[wasm_bindgen(js_name = checkModel, unchecked_return_type = "CheckRow[]")]
    pub async fn check_model(
        &self,
        name: &str,
        #[wasm_bindgen(unchecked_param_type = "Map<string, Uint8Array>")] files: js_sys::Map,
    ) -> Crossing {
        let file = |name: &str| files.get(&name.into()).dyn_into::<js_sys::Uint8Array>().ok().map(|file| file.to_vec());
        give(&check_model(name, file, &self.device).await.map_err(throw)?.to_vec())
    }

    async fn exportable(&self) -> Result<Exportable, JsValue> {
        match self.run()? {
            Run::Classifier(engine) => engine.exportable().await.map_err(throw),
            Run::Language(engine) => engine.exportable().await.map_err(throw),
        }
    }

    fn run(&self) -> Result<&Run, JsValue> {
        self.run.as_ref().ok_or_else(|| out_of_turn("No run has begun."))
    }

    fn run_mut(&mut self) -> Result<&mut Run, JsValue> {
        self.run.as_mut().ok_or_else(|| out_of_turn("No run has begun."))
    }
}
