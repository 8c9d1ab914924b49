//! Objectives on what is inside a model, against `distillation.json`.

use crate::support::{Rows, all_visible, device, matrix, read, vector};
use burn::module::{Module, ModuleMapper, Param};
use burn::tensor::{Bool, Device, Tensor, TensorData};
use serde::Deserialize;
use stillroom_objectives::{
    LayerPair, LayerStates, ObjectiveError, Projection, attention, even_layers, hidden_cosine, hidden_keys, hidden_mse,
    masked_mean, relation,
};
use stillroom_testkit::{assert_close, fixture};

const TOLERANCE: f64 = 1e-5;

type Nested<T> = Vec<Vec<T>>;

#[derive(Deserialize)]
struct Fixture {
    hidden: Hidden,
    attention: Attention,
    relation: Relation,
}

#[derive(Deserialize)]
struct Hidden {
    mask: Vec<f32>,
    teacher: Rows,
    student: Rows,
    narrow: Rows,
    projection: Rows,
    cosine: Expected<Nested<f64>>,
    mse: Expected<Nested<f64>>,
    projected: Expected<Nested<f64>>,
}

#[derive(Deserialize)]
struct Expected<G> {
    loss: f64,
    grad: G,
    #[serde(default)]
    grad_projection: Nested<f64>,
}

#[derive(Deserialize)]
struct Attention {
    mask: Rows,
    teacher: Nested<Rows>,
    student: Nested<Rows>,
    both_ways: Expected<Nested<Nested<f64>>>,
    causal: Expected<Nested<Nested<f64>>>,
}

#[derive(Deserialize)]
struct Relation {
    mask: Rows,
    heads: usize,
    teacher: States,
    student: States,
    both_ways: Expected<StateGradients>,
    causal: Expected<StateGradients>,
}

#[derive(Deserialize)]
struct States {
    query: Vec<Rows>,
    key: Vec<Rows>,
    value: Vec<Rows>,
}

#[derive(Deserialize)]
struct StateGradients {
    query: Vec<Nested<f64>>,
    key: Vec<Nested<f64>>,
    value: Vec<Nested<f64>>,
}

fn expected() -> Fixture {
    fixture("distillation.json")
}

fn cube(nested: &[Rows]) -> Tensor<3> {
    let shape = [nested.len(), nested[0].len(), nested[0][0].len()];
    Tensor::from_data(TensorData::new(nested.concat().concat(), shape), &device())
}

fn scores(nested: &[Vec<Rows>]) -> Tensor<4> {
    let [heads, queries, keys] = [nested[0].len(), nested[0][0].len(), nested[0][0][0].len()];
    let shape = [nested.len(), heads, queries, keys];
    Tensor::from_data(TensorData::new(nested.concat().concat().concat(), shape), &device())
}

/// Fills a projection's matrix.
struct Fill(Vec<f32>);

impl ModuleMapper for Fill {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        param.map(|w| Tensor::from_data(TensorData::new(self.0.clone(), w.dims()), &w.device()).require_grad())
    }
}

/// Reads the gradient of a projection's matrix.
struct Look<'a>(&'a burn::tensor::Gradients, Vec<f64>);

impl burn::module::ModuleVisitor for Look<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        self.1 = read(param.val().grad(self.0).expect("a gradient"));
    }
}

#[test]
fn cosine_of_the_last_states() {
    let given = expected().hidden;
    let student = matrix(&given.student).require_grad();
    let loss = masked_mean(hidden_cosine(matrix(&given.teacher), student.clone()), Some(vector(&given.mask)));
    let gradient = student.grad(&loss.backward()).unwrap();
    assert_close("loss", &read(loss), &[given.cosine.loss], TOLERANCE);
    assert_close("gradient", &read(gradient), &given.cosine.grad.concat(), TOLERANCE);
}

#[test]
fn squares_of_states_of_equal_width_need_no_projection() {
    let given = expected().hidden;
    let projection = Projection::init(5, 5, &device());
    assert_eq!(projection.num_params(), 0);
    let student = matrix(&given.student).require_grad();
    let losses = hidden_mse(matrix(&given.teacher), student.clone(), &projection);
    let loss = masked_mean(losses, Some(vector(&given.mask)));
    let gradient = student.grad(&loss.backward()).unwrap();
    assert_close("loss", &read(loss), &[given.mse.loss], TOLERANCE);
    assert_close("gradient", &read(gradient), &given.mse.grad.concat(), TOLERANCE);
}

#[test]
fn a_projection_is_learned_with_the_student() {
    let given = expected().hidden;
    let projection = Projection::init(3, 5, &device()).map(&mut Fill(given.projection.concat()));
    let student = matrix(&given.narrow).require_grad();
    let losses = hidden_mse(matrix(&given.teacher), student.clone(), &projection);
    let loss = masked_mean(losses, Some(vector(&given.mask)));
    let gradients = loss.backward();
    let mut look = Look(&gradients, Vec::new());
    projection.visit(&mut look);
    assert_close("loss", &read(loss), &[given.projected.loss], TOLERANCE);
    assert_close("student", &read(student.grad(&gradients).unwrap()), &given.projected.grad.concat(), TOLERANCE);
    assert_close("projection", &look.1, &given.projected.grad_projection.concat(), TOLERANCE);
}

#[test]
fn attention_patterns_with_and_without_a_future() {
    let given = expected().attention;
    for (causal, expected) in [(false, &given.both_ways), (true, &given.causal)] {
        let student = scores(&given.student).require_grad();
        let hidden = hidden_keys(matrix(&given.mask), causal);
        let losses = attention(scores(&given.teacher), student.clone(), &hidden).unwrap();
        let loss = masked_mean(losses, Some(vector(&given.mask.concat())));
        let gradient = student.grad(&loss.backward()).unwrap();
        assert_close("loss", &read(loss), &[expected.loss], TOLERANCE);
        assert_close("gradient", &read(gradient), &expected.grad.concat().concat().concat(), TOLERANCE);
    }
}

/// Many models hand over scores that are masked already.
#[test]
fn scores_of_minus_infinity_do_no_harm() {
    let given = expected().attention;
    let hidden = hidden_keys(matrix(&given.mask), true);
    let masked = |nested: &[Vec<Rows>]| {
        let scores = scores(nested);
        let everywhere = hidden.clone().reshape([2, 1, 4, 4]).expand(scores.dims());
        scores.mask_fill(everywhere, f32::NEG_INFINITY)
    };
    let student = masked(&given.student).require_grad();
    let losses = attention(masked(&given.teacher), student.clone(), &hidden).unwrap();
    let loss = masked_mean(losses, Some(vector(&given.mask.concat())));
    let gradient = read(student.grad(&loss.backward()).unwrap());
    assert_close("loss", &read(loss), &[given.causal.loss], TOLERANCE);
    assert_close("gradient", &gradient, &given.causal.grad.concat().concat().concat(), TOLERANCE);
}

#[test]
fn relations_of_models_of_other_widths() {
    let given = expected().relation;
    for (causal, expected) in [(false, &given.both_ways), (true, &given.causal)] {
        let states = |s: &States| LayerStates { query: cube(&s.query), key: cube(&s.key), value: cube(&s.value) };
        let leaves = states(&given.student);
        let student = LayerStates {
            query: leaves.query.require_grad(),
            key: leaves.key.require_grad(),
            value: leaves.value.require_grad(),
        };
        let hidden = hidden_keys(matrix(&given.mask), causal);
        let losses = relation(states(&given.teacher), student.clone(), given.heads, &hidden).unwrap();
        let loss = masked_mean(losses, Some(vector(&given.mask.concat())));
        let gradients = loss.backward();
        assert_close("loss", &read(loss), &[expected.loss], TOLERANCE);
        for (tensor, grad) in [
            (&student.query, &expected.grad.query),
            (&student.key, &expected.grad.key),
            (&student.value, &expected.grad.value),
        ] {
            let gradient = read(tensor.grad(&gradients).unwrap());
            assert_close("gradient", &gradient, &grad.concat().concat(), TOLERANCE);
        }
    }
}

#[test]
fn a_query_sees_tokens_up_to_itself() {
    let see = |causal| {
        let hidden: Tensor<3, Bool> = hidden_keys(matrix(&vec![vec![1.0, 1.0, 0.0]]), causal);
        read(hidden.float())
    };
    assert_eq!(see(false), [0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0]);
    assert_eq!(see(true), [0.0, 1.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0]);
}

#[test]
fn heads_that_do_not_fit_are_named() {
    let four = |heads| Tensor::<4>::zeros([1, heads, 2, 2], &device());
    let hidden = all_visible([1, 2], &device());
    let error = attention(four(4), four(2), &hidden).unwrap_err();
    assert_eq!(error, ObjectiveError::Heads { teacher: 4, student: 2 });
    let states = |width| {
        let one = || Tensor::<3>::zeros([1, 2, width], &device());
        LayerStates { query: one(), key: one(), value: one() }
    };
    let error = relation(states(12), states(8), 3, &hidden).unwrap_err();
    assert_eq!(error, ObjectiveError::RelationHeads { heads: 3, width: 8 });
}

/// Jiao et al. 2020: a student of 4 layers follows layers 3, 6, 9 and 12 of 12.
#[test]
fn layers_are_spread_evenly_and_end_together() {
    let pairs = |student, teacher| even_layers(student, teacher).iter().map(|p| p.teacher + 1).collect::<Vec<_>>();
    assert_eq!(pairs(4, 12), [3, 6, 9, 12]);
    assert_eq!(pairs(3, 12), [4, 8, 12]);
    assert_eq!(pairs(1, 7), [7]);
    assert_eq!(pairs(4, 2), [1, 1, 2, 2]);
    assert_eq!(pairs(3, 3), [1, 2, 3]);
    assert!(even_layers(2, 0).is_empty() && even_layers(0, 2).is_empty());
    let json = serde_json::to_string(&LayerPair { student: 1, teacher: 3 }).unwrap();
    assert_eq!(json, r#"{"student":1,"teacher":3}"#);
}

/// A projection draws its weights as the student does: its matrix is there, and 0 until then.
#[test]
fn a_projection_is_a_module_with_one_matrix() {
    let projection = Projection::init(3, 5, &Device::flex());
    assert_eq!(projection.num_params(), 15);
    assert_eq!(read(projection.forward(matrix(&vec![vec![1.0, 2.0, 3.0]]).inner())), [0.0; 5]);
}
