//! Pages with students inside. `tokenizers` leaves what this program makes of texts, for
//! `tests/interchange/html.test.ts` to compare the page's own tokenizer with.

mod sizes;
mod tokenizers;
