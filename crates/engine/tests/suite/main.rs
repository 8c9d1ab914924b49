//! Whole runs of small recipes: order, repeatability, pairs, soft labels, verdict and package.

mod card;
mod control_of_run;
mod corpus_report;
mod equal_time;
mod foreign_teacher;
mod hostile;
mod language;
mod package;
mod pairs;
mod pretrained;
mod pretrained_teacher;
mod rows;
mod soft_labels;
mod support;
mod whole;
