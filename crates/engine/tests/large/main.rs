//! Real models: `npm run test:large` fetches them and names their folder. Each file is one model; a case more is a test
//! more in it, or a file more and a line here.
#![cfg(unix)]

#[path = "../disk/mod.rs"]
mod disk;
mod minilm;
mod smollm2;
mod support;
