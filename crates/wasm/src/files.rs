//! Room in the page's private files (OPFS): one file of the worker's, gone with it.

use stillroom_engine::{Room, Shelf, ShelfFault};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    FileSystemDirectoryHandle, FileSystemFileHandle, FileSystemGetFileOptions, FileSystemReadWriteOptions,
    FileSystemSyncAccessHandle, StorageEstimate, StorageManager, WorkerGlobalScope,
};

/// Share of the free room that a run may take: the rest is left to what the page keeps.
const SHARE: f64 = 0.8;
/// Each worker has its own file: a second tab's run must not write into the first's.
const PREFIX: &str = "cache-";

/// Opens room for `bytes` bytes: a file if they fit into the quota, memory where the browser has no private files.
pub async fn room(bytes: f64) -> Room {
    let Some(storage) = storage() else { return Room::Memory };
    if let Some(free) = free(&storage).await.filter(|free| bytes > free * SHARE) {
        return Room::None { free: Some(free) };
    }
    let Ok(handle) = open(&storage).await else { return Room::Memory };
    let shelf = FileShelf { handle };
    // The estimate is a guess, and some browsers tell every page the same: only taking the room shows that it is there.
    match shelf.handle.truncate_with_f64(bytes) {
        Ok(()) => Room::Files(Box::new(shelf)),
        Err(_) => Room::None { free: None },
    }
}

/// Records one after the other in a file.
struct FileShelf {
    handle: FileSystemSyncAccessHandle,
}

impl Shelf for FileShelf {
    fn write(&mut self, place: usize, record: &[u8]) -> Result<(), ShelfFault> {
        let written = self.handle.write_with_u8_array_and_options(record, &at(place, record.len()));
        whole(written, record.len())
    }

    fn read(&self, place: usize, record: &mut [u8]) -> Result<(), ShelfFault> {
        let options = at(place, record.len());
        whole(self.handle.read_with_u8_array_and_options(record, &options), record.len())
    }
}

impl Drop for FileShelf {
    /// Gives the room back: the next run cannot use what is in it.
    fn drop(&mut self) {
        let _ = self.handle.truncate_with_u32(0);
        self.handle.close();
    }
}

fn at(place: usize, length: usize) -> FileSystemReadWriteOptions {
    let options = FileSystemReadWriteOptions::new();
    options.set_at(place as f64 * length as f64);
    options
}

fn whole(done: Result<f64, JsValue>, length: usize) -> Result<(), ShelfFault> {
    match done {
        Ok(count) if count as usize == length => Ok(()),
        Ok(count) => Err(ShelfFault(format!("{count} of {length} bytes"))),
        Err(why) => Err(ShelfFault(format!("{why:?}"))),
    }
}

/// None in an old browser and outside a secure context.
fn storage() -> Option<StorageManager> {
    let scope: WorkerGlobalScope = js_sys::global().dyn_into().ok()?;
    let storage = scope.navigator().storage();
    (!storage.is_undefined()).then_some(storage)
}

/// Bytes that the browser would still let the page keep.
async fn free(storage: &StorageManager) -> Option<f64> {
    let estimate = JsFuture::from(storage.estimate().ok()?).await.ok()?;
    let estimate: StorageEstimate = estimate.unchecked_into();
    Some(estimate.get_quota()? - estimate.get_usage().unwrap_or(0.0))
}

async fn open(storage: &StorageManager) -> Result<FileSystemSyncAccessHandle, JsValue> {
    let root: FileSystemDirectoryHandle = JsFuture::from(storage.get_directory()).await?.dyn_into()?;
    clear(&root).await;
    let name = format!("{PREFIX}{:x}", js_sys::Math::random().to_bits());
    let options = FileSystemGetFileOptions::new();
    options.set_create(true);
    let file = JsFuture::from(root.get_file_handle_with_options(&name, &options)).await?;
    let file: FileSystemFileHandle = file.dyn_into()?;
    JsFuture::from(file.create_sync_access_handle()).await?.dyn_into()
}

/// Removes what ended workers left; a file that is in use cannot be removed, and stays.
async fn clear(root: &FileSystemDirectoryHandle) {
    let names = root.keys();
    while let Ok(next) = names.next() {
        let Ok(next) = JsFuture::from(next).await else { return };
        let next: js_sys::IteratorNext = next.unchecked_into();
        let Some(name) = next.value().as_string().filter(|_| !next.done()) else { return };
        if name.starts_with(PREFIX) {
            let _ = JsFuture::from(root.remove_entry(&name)).await;
        }
    }
}
