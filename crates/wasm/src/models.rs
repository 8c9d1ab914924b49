//! The files of a pretrained model, as the page gives them.

use crate::blob::BlobSource;
use js_sys::Map;
use std::collections::BTreeMap;
use stillroom_engine::Source;
use wasm_bindgen::prelude::*;
use web_sys::Blob;

/// The blobs of a `Map<string, Blob>`, to be read where they are. Entries of other kinds are left out.
///
/// # Errors
/// Outside a worker.
pub fn sources(files: &Map) -> Result<BTreeMap<String, Source<'static>>, JsValue> {
    let mut sources = BTreeMap::new();
    for name in files.keys() {
        let name = name?;
        if let (Some(key), Ok(blob)) = (name.as_string(), files.get(&name).dyn_into::<Blob>()) {
            sources.insert(key, Box::new(BlobSource::new(blob)?) as Source<'static>);
        }
    }
    Ok(sources)
}
