//! One lane's data and run.

use crate::blob::BlobReader;
use crate::boundary::{Crossing, give, out_of_turn, take, throw};
use crate::device;
use crate::host::WorkerHost;
use burn::tensor::Device;
use stillroom_engine::{Engine, EngineError, LoadedData, golden, load, look, time_student_steps, warm_up};
use stillroom_spec::{Environment, ErrorCode, ErrorReport, Recipe};
use wasm_bindgen::prelude::*;
use web_sys::Blob;

/// The types that the signatures below name; `npm run types` writes them beside the declarations.
#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"import type { DataReport, GoldenRow, Prediction, Recipe, Report, SourceReport } from "./spec";"#;

/// Data and run on this artefact's device. Calls are made one at a time, each awaited.
#[wasm_bindgen]
pub struct Lab {
    device: Device,
    environment: Environment,
    data: Option<LoadedData>,
    engine: Option<Engine<WorkerHost>>,
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
        Ok(Lab { device, environment, data: None, engine: None })
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
        self.engine = None;
        give(self.data.insert(data).report())
    }

    /// Makes a run of the loaded data, in place of any before.
    pub fn start(&mut self, #[wasm_bindgen(unchecked_param_type = "Recipe")] recipe: JsValue) -> Result<(), JsValue> {
        let data = self.data.clone().ok_or_else(|| out_of_turn("No data is loaded."))?;
        let engine = Engine::new(take(recipe)?, data, self.device.clone(), self.environment.clone(), WorkerHost);
        self.engine = Some(engine.map_err(throw)?);
        Ok(())
    }

    /// The next piece of work and its report.
    #[wasm_bindgen(unchecked_return_type = "Report")]
    pub async fn step(&mut self) -> Crossing {
        give(&self.run_mut()?.step().await.map_err(throw)?)
    }

    /// Ends the phase in hand after its next step.
    pub fn skip(&mut self) -> Result<(), JsValue> {
        self.run_mut()?.skip();
        Ok(())
    }

    /// What the models say of a text.
    #[wasm_bindgen(unchecked_return_type = "Prediction")]
    pub async fn predict(&self, text: &str) -> Crossing {
        give(&self.run()?.predict(text).await.map_err(throw)?)
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

    /// The first pair's student as a zip.
    #[wasm_bindgen(js_name = exportStudent)]
    pub async fn export_student(&self) -> Result<Vec<u8>, JsValue> {
        let package = self.run()?.student().await.map_err(throw)?;
        package.to_zip().map_err(|e| throw(EngineError::Format(e)))
    }

    /// The objectives against golden values, on this device: errors by case.
    #[wasm_bindgen(js_name = checkObjectives, unchecked_return_type = "GoldenRow[]")]
    pub async fn check_objectives(&self, golden_json: &str) -> Crossing {
        let rows = golden::check(golden_json, &self.device.clone().autodiff()).await;
        give(&rows.map_err(|e| JsValue::from_str(&e.to_string()))?)
    }

    fn run(&self) -> Result<&Engine<WorkerHost>, JsValue> {
        self.engine.as_ref().ok_or_else(|| out_of_turn("No run has begun."))
    }

    fn run_mut(&mut self) -> Result<&mut Engine<WorkerHost>, JsValue> {
        self.engine.as_mut().ok_or_else(|| out_of_turn("No run has begun."))
    }
}
