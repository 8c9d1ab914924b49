//! The browser's handle on the engine: deserialize, call, serialize.
//!
//! Meant for a worker: files are read synchronously, and one call is made at a time.

mod blob;
mod boundary;
mod device;
mod files;
mod host;
mod lab;
mod models;

pub use lab::Lab;
