//! Continuations: what is drawn, when it ends, and that neither cache nor batch changes it.

mod batches;
mod endings;
mod refusals;
mod sampling;
mod support;
