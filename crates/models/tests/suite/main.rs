//! The classifiers against a reference in float64 and against what a classifier must not do.

mod conformance;
mod initial;
mod padding;
mod parameters;
mod pretrained;
mod support;
