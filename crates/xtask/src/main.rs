//! Builds, serves and tests Stillroom: every npm command ends here.

mod claim;
mod fuzz;
mod house;
mod lane;
mod large;
mod lint;
mod packages;
mod page;
mod process;
mod python;
mod stamp;
mod step;
mod tally;
mod test;
mod tools;
mod types;
mod wasm_toolchain;

use anyhow::{Result, bail};
use house::House;
use std::process::ExitCode;

const USAGE: &str = "\
npm start           set up, build and serve the page
npm test            set up and run all tests
npm run test:large  fetch real models and run the tests that need them
npm run build       set up and build the static folder dist/
npm run lint        formats, lints, licences
npm run format      format everything
npm run types       write what is generated from the Rust types
npm run setup       set up only
npm run bench       measure in a browser; writes docs/benchmarks.md
npm run fuzz        give each reader of files what nobody would write: -- --seconds 600 gguf";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nstillroom: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<()> {
    let command = arguments.first().map(String::as_str).unwrap_or_default();
    let house = House::find()?;
    claim::claim(&house, &house.native())?;
    match command {
        "start" => page::start(&house),
        "build" => page::build(&house),
        "setup" => page::set_up(&house),
        "bench" => page::bench(&house),
        "test" => test::run(&house),
        "large" => large::test(&house),
        "lint" => lint::run_all(&house),
        "format" => lint::format(&house),
        "types" => types::write(&house),
        "fuzz" => fuzz::run_all(&house, &arguments[1..]),
        "help" => {
            println!("{USAGE}");
            Ok(())
        }
        _ => bail!("There is no command `{command}`.\n\n{USAGE}"),
    }
}
