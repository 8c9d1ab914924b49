//! `RoBERTa` is BERT but for the positions and the names of its head: BERT's fixture, renamed and with its table of
//! positions moved down by `pad_token_id + 1`, must give BERT's values. Those of a `RoBERTa` itself are in
//! `conformance`.

use crate::support::{Expected, Raw, changed, checkpoint, config, encoder, read};
use burn::tensor::{Device, Tensor, TensorData};
use serde_json::json;
use stillroom_formats::EncoderCheckpoint;
use stillroom_models::{HeadActivation, HeadShape, PositionCount, TextEncoderInput};
use stillroom_testkit::{assert_close, largest_difference};

/// An id that none of the fixture's rows contains.
const PADDING: usize = 300;
/// Rows and width of BERT's table of positions.
const POSITIONS: usize = 64;
const WIDTH: usize = 48;

fn renamed((name, dtype, mut shape, mut data): Raw) -> Raw {
    let name = match name.as_str() {
        "bert.pooler.dense.weight" => "classifier.dense.weight".to_owned(),
        "bert.pooler.dense.bias" => "classifier.dense.bias".to_owned(),
        "classifier.weight" => "classifier.out_proj.weight".to_owned(),
        "classifier.bias" => "classifier.out_proj.bias".to_owned(),
        other => other.replace("bert.", "roberta."),
    };
    if name.ends_with("position_embeddings.weight") {
        shape[0] += PADDING + 1;
        // What lies before the first position must never be added to a token.
        data = [1e3_f32.to_le_bytes().repeat((PADDING + 1) * WIDTH), data].concat();
    }
    (name, dtype, shape, data)
}

fn roberta() -> EncoderCheckpoint {
    let keys = json!({
        "model_type": "roberta", "architectures": ["RobertaForSequenceClassification"],
        "pad_token_id": PADDING, "max_position_embeddings": POSITIONS + PADDING + 1
    });
    EncoderCheckpoint::from_hugging_face(&config("bert", &keys), &[&changed("bert", renamed)]).unwrap()
}

/// The fixture's rows, padded as this `RoBERTa` pads.
fn input(expected: &Expected, device: &Device) -> TextEncoderInput {
    let pad = |(id, &mask): (&i32, &u8)| if mask == 1 { *id } else { PADDING as i32 };
    let rows: Vec<Vec<i32>> = expected
        .input_ids
        .iter()
        .zip(&expected.attention_mask)
        .map(|(ids, mask)| ids.iter().zip(mask).map(pad).collect())
        .collect();
    TextEncoderInput { ids: crate::support::ids(&rows, device), ..expected.input(device) }
}

#[test]
fn the_body_is_berts_but_for_the_positions() {
    let (expected, device) = (Expected::of("bert"), Device::flex());
    let checkpoint = roberta();
    assert_eq!(checkpoint.shape.position_count, PositionCount::AfterPadding { padding: PADDING as u32 });
    assert_eq!((checkpoint.shape.context(), checkpoint.padding), (POSITIONS, PADDING as u32));
    let model = encoder(&checkpoint, &device);
    let hidden = model.hidden(&input(&expected, &device));
    let logits = read(model.logits(hidden.clone()).unwrap());
    let found = expected.tokens(&read(hidden));
    let off = largest_difference(&found, &expected.tokens(&expected.hidden_states.concat().concat()));
    println!("roberta as bert: hidden states off by {off:.1e}");
    assert!(off <= 1e-4, "{off:e}");
    // The same formula as BERT's pooler and classifier, so its logits are BERT's too.
    assert_close("logits", &logits, &expected.logits.concat(), 1e-4);
}

/// Had BERT's own counting been used, the values would be far off.
#[test]
fn the_comparison_would_notice_other_positions() {
    let (expected, device) = (Expected::of("bert"), Device::flex());
    let mut checkpoint = roberta();
    checkpoint.shape.position_count = PositionCount::FromZero;
    let hidden = encoder(&checkpoint, &device).hidden(&input(&expected, &device));
    let wanted = expected.tokens(&expected.hidden_states.concat().concat());
    assert!(largest_difference(&expected.tokens(&read(hidden)), &wanted) > 0.1);
}

/// `W₂ tanh(W₁h + b₁) + b₂` of the first token, by hand.
#[test]
fn the_head_reads_the_first_token() {
    let mut checkpoint = checkpoint("bert");
    checkpoint.shape.head = Some(HeadShape { classes: 1, activation: HeadActivation::Tanh });
    for tensor in &mut checkpoint.weights {
        let first = |tensor: &mut stillroom_models::NamedTensor| {
            tensor.values = vec![0.0; tensor.values.len()];
            tensor.values[0] = 2.0;
        };
        match tensor.name.as_str() {
            "head.dense.weight" | "head.dense.bias" => first(tensor),
            "head.output.weight" => {
                tensor.shape = vec![WIDTH, 1];
                tensor.values = vec![0.0; WIDTH];
                tensor.values[0] = 3.0;
            }
            "head.output.bias" => (tensor.shape, tensor.values) = (vec![1], vec![0.5]),
            _ => {}
        }
    }
    let device = Device::flex();
    let hidden: Vec<f32> = (0..2 * WIDTH).map(|i| if i == 0 { -0.7 } else { 9.0 }).collect();
    let hidden = Tensor::from_data(TensorData::new(hidden, [1, 2, WIDTH]), &device);
    let logits = read(encoder(&checkpoint, &device).logits(hidden).unwrap());
    assert_close("logit", &logits, &[3.0 * f64::tanh(2.0 * -0.7 + 2.0) + 0.5], 1e-6);
}
