//! Helpers for tests: fixtures, tolerances, small data, a blocking executor.
//!
//! A test that waits for a device or reads a fixture does it through here, so that product code keeps
//! neither.

mod close;
mod fixture;
pub mod toy;

pub use close::{assert_close, largest_difference};
pub use fixture::{fixture, fixture_text};
pub use pollster::block_on;
