use crate::hard;
use burn::tensor::{Int, Tensor};

/// Cross-entropy with the tokens that the teacher wrote: [`hard`] under another name.
///
/// Kim & Rush 2016, "Sequence-Level Knowledge Distillation". The teacher's distribution over whole sequences is
/// replaced by its mode, which beam search (or sampling) finds once, before training; afterwards the teacher is not
/// asked again. What makes it distillation is where the tokens come from. It works between any two vocabularies, since
/// text is handed over: encode the generations with the student's tokenizer, and mask the prompt.
///
/// # Shapes
/// `student`: `[tokens, classes]` logits; `generated`: next tokens `[tokens]`; out: `[tokens]`, in nats.
pub fn sequence_level(student: Tensor<2>, generated: Tensor<1, Int>) -> Tensor<1> {
    hard(student, generated)
}
