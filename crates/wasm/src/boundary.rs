//! Values across the boundary: plain objects in, plain objects out, errors as `ErrorReport`.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_wasm_bindgen::Serializer;
use stillroom_spec::{ErrorCode, ErrorReport};
use wasm_bindgen::JsValue;

/// What a call gives the page, or throws at it.
pub type Crossing = Result<JsValue, JsValue>;

/// A value as a plain object.
pub fn give(value: &impl Serialize) -> Crossing {
    value.serialize(&Serializer::json_compatible()).map_err(|e| internal(&e.to_string()))
}

/// A plain object as a value.
pub fn take<T: DeserializeOwned>(value: JsValue) -> Result<T, JsValue> {
    serde_wasm_bindgen::from_value(value).map_err(|e| {
        throw(ErrorReport::new(ErrorCode::Recipe, format!("This is not a recipe: {e}."), "Correct the value it names."))
    })
}

/// An error as the page gets it.
pub fn throw(error: impl Into<ErrorReport>) -> JsValue {
    give(&error.into()).unwrap_or_else(|e| e)
}

/// A call out of turn.
pub fn out_of_turn(what: &str) -> JsValue {
    throw(ErrorReport::new(ErrorCode::State, what, "Load data and start a run first."))
}

fn internal(why: &str) -> JsValue {
    JsValue::from_str(why)
}
