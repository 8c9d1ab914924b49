//! A loss in chunks is the loss at once: its value and every gradient.

use crate::support::{Rows, device, ids, matrix, noise, read, vector};
use burn::module::{Module, ModuleVisitor, Param};
use burn::nn::{Linear, LinearConfig};
use burn::optim::GradientsParams;
use burn::tensor::{Device, Int, Tensor};
use std::ops::Range;
use stillroom_objectives::{Chunked, Inputs, Loss, ObjectiveError, chunked, uld, weighted, window_mean};
use stillroom_spec::{Objective, WeightedObjective};
use stillroom_testkit::{assert_close, block_on};

const TOKENS: usize = 23;
const WIDTH: usize = 7;
const CLASSES: usize = 11;
/// Of the largest value that is compared.
const TOLERANCE: f64 = 1e-6;

/// A body, and a head whose matrix is the body's as well.
#[derive(Module, Debug)]
struct Tied {
    embedding: Param<Tensor<2>>,
    mixer: Linear,
    bias: Param<Tensor<1>>,
}

impl Tied {
    fn init(device: &Device) -> Self {
        let param = |rows: &Rows| Tensor::<2>::from_data(matrix(rows).into_data(), device).require_grad();
        Self {
            embedding: Param::from_tensor(param(&noise(CLASSES, WIDTH, 1, 1.0))),
            mixer: LinearConfig::new(WIDTH, WIDTH).init(device),
            bias: Param::from_tensor(Tensor::<1>::zeros([CLASSES], device).require_grad()),
        }
    }

    fn body(&self, tokens: &Tensor<2>) -> Tensor<2> {
        self.mixer.forward(tokens.clone().matmul(self.embedding.val())).tanh()
    }

    fn head(&self, hidden: Tensor<2>) -> Tensor<2> {
        hidden.matmul(self.embedding.val().transpose()) + self.bias.val().reshape([1, CLASSES])
    }
}

/// What a window is.
struct Window {
    tokens: Tensor<2>,
    teacher: Tensor<2>,
    labels: Vec<i32>,
    mask: Vec<f32>,
}

impl Window {
    fn new(mask: Vec<f32>) -> Self {
        let tokens = mask.len();
        let labels = (0..tokens).map(|t| (t * 5 % CLASSES) as i32).collect();
        Self {
            tokens: matrix(&noise(tokens, CLASSES, 2, 2.0)),
            teacher: matrix(&noise(tokens, WIDTH, 3, 2.0)),
            labels,
            mask,
        }
    }

    fn valid(&self) -> usize {
        self.mask.iter().filter(|&&m| m == 1.0).count()
    }

    /// The teacher's head runs per chunk, too.
    fn inputs(&self, student: Tensor<2>, rows: &Range<usize>) -> Inputs {
        let head = matrix(&noise(WIDTH, CLASSES, 4, 2.0));
        let teacher = self.teacher.clone().narrow(0, rows.start, rows.len()).matmul(head);
        let labels: Tensor<1, Int> = ids(&self.labels[rows.clone()]);
        Inputs { student, teacher: Some(teacher), labels }
    }

    fn loss(
        &self,
        terms: &[WeightedObjective],
        logits: Tensor<2>,
        rows: &Range<usize>,
    ) -> Result<Loss, ObjectiveError> {
        weighted(terms, &self.inputs(logits, rows), Some(&vector(&self.mask[rows.clone()])), self.valid())
    }
}

fn terms() -> Vec<WeightedObjective> {
    let term = |weight, objective| WeightedObjective { weight, objective };
    vec![
        term(5.0, Objective::ForwardKl { temperature: 2.0 }),
        term(2.0, Objective::Hard {}),
        term(0.5, Objective::AdaptiveKl { mu: 0.5, temperature: 1.0 }),
        term(0.3, Objective::Jsd { beta: 0.5, temperature: 1.0 }),
        term(0.1, Objective::Dkd { alpha: 1.0, beta: 8.0, temperature: 4.0 }),
        term(1.0, Objective::Tvd { temperature: 1.0 }),
    ]
}

/// Every gradient of a model by its path.
struct Collect<'a> {
    gradients: &'a GradientsParams,
    found: Vec<Vec<f64>>,
}

impl ModuleVisitor for Collect<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        self.found.push(self.gradients.get::<D>(param.id).map(read).unwrap_or_default());
    }
}

fn all<M: Module>(model: &M, gradients: &GradientsParams) -> Vec<Vec<f64>> {
    let mut collect = Collect { gradients, found: Vec::new() };
    model.visit(&mut collect);
    collect.found
}

fn check_close(what: &str, actual: &[f64], expected: &[f64]) {
    let largest = expected.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
    assert_close(what, actual, expected, TOLERANCE * largest.max(1e-6));
}

/// Loss, parts and gradients of the window at once and in chunks.
fn compare(model: &Tied, window: &Window, chunk: usize) {
    let tokens = window.mask.len();
    let whole = window.loss(&terms(), model.head(model.body(&window.tokens)), &(0..tokens)).unwrap();
    let expected = GradientsParams::from_grads(whole.total.backward(), model);
    let in_chunks = in_chunks(model, window, chunk);
    let Loss { total, parts } = in_chunks.loss.clone();
    check_close("total", &read(total), &read(whole.total));
    for (part, expected) in parts.into_iter().zip(whole.parts) {
        check_close("part", &read(part), &read(expected));
    }
    let gradients = in_chunks.backward(model);
    for (gradient, expected) in all(model, &gradients).iter().zip(all(model, &expected)) {
        assert!(!expected.is_empty());
        check_close(&format!("gradient in chunks of {chunk}"), gradient, &expected);
    }
}

fn in_chunks(model: &Tied, window: &Window, chunk: usize) -> Chunked {
    let hidden = model.body(&window.tokens);
    let loss = async |hidden, rows: Range<usize>| window.loss(&terms(), model.head(hidden), &rows);
    block_on(chunked(hidden, model, chunk, loss)).unwrap()
}

fn mixed_mask() -> Vec<f32> {
    (0..TOKENS).map(|t| f32::from(u8::from(t % 4 != 1 && !(8..13).contains(&t)))).collect()
}

/// Chunks of one token, one that divides nothing, one that holds no valid token, all tokens, more than all.
#[test]
fn loss_and_gradients_are_those_at_once() {
    let model = Tied::init(&device());
    for mask in [vec![1.0; TOKENS], mixed_mask()] {
        for chunk in [1, 5, 8, TOKENS, 100] {
            compare(&model, &Window::new(mask.clone()), chunk);
        }
    }
}

#[test]
fn the_same_with_gradient_checkpointing() {
    let model = Tied::init(&device().gradient_checkpointing());
    let mut window = Window::new(mixed_mask());
    window.tokens = Tensor::from_data(window.tokens.into_data(), &device().gradient_checkpointing());
    compare(&model, &window, 5);
}

#[test]
fn no_valid_token_is_no_loss_and_no_update() {
    let model = Tied::init(&device());
    let in_chunks = in_chunks(&model, &Window::new(vec![0.0; TOKENS]), 5);
    assert_close("total", &read(in_chunks.loss.total.clone()), &[0.0], 0.0);
    let gradients = in_chunks.backward(&model);
    for gradient in all(&model, &gradients) {
        assert!(!gradient.is_empty() && gradient.iter().all(|&g| g == 0.0), "{gradient:?}");
    }
}

/// Where the body ends in a leaf, as for a frozen body whose states were kept.
#[test]
fn hidden_states_may_be_a_leaf() {
    let head = LinearConfig::new(WIDTH, CLASSES).init(&device());
    let hidden = matrix(&noise(9, WIDTH, 5, 1.0)).require_grad();
    let loss = async |hidden, _| {
        let total = head.forward(hidden).square().sum();
        Ok::<_, ObjectiveError>(Loss { total, parts: Vec::new() })
    };
    let in_chunks = block_on(chunked(hidden.clone(), &head, 4, loss)).unwrap();
    let gradient = hidden.grad(&in_chunks.surrogate.backward()).unwrap();
    let other = matrix(&noise(9, WIDTH, 5, 1.0)).require_grad();
    let expected = other.grad(&head.forward(other.clone()).square().sum().backward()).unwrap();
    check_close("gradient", &read(gradient), &read(expected));
}

/// An objective that waits for the device.
#[test]
fn uld_works_in_chunks() {
    let model = Tied::init(&device());
    let window = Window::new(mixed_mask());
    let share = async |logits: Tensor<2>, rows: Range<usize>| {
        let teacher = window.inputs(logits.clone(), &rows).teacher.expect("a teacher").narrow(1, 0, 6);
        let losses = uld(teacher, logits, 1.0).await?;
        let total = window_mean(losses, Some(vector(&window.mask[rows])), window.valid());
        Ok::<_, ObjectiveError>(Loss { total, parts: Vec::new() })
    };
    let whole = block_on(share(model.head(model.body(&window.tokens)), 0..TOKENS)).unwrap();
    let expected = GradientsParams::from_grads(whole.total.backward(), &model);
    let loss = async |hidden, rows| share(model.head(hidden), rows).await;
    let in_chunks = block_on(chunked(model.body(&window.tokens), &model, 4, loss)).unwrap();
    check_close("total", &read(in_chunks.loss.total.clone()), &read(whole.total));
    let gradients = in_chunks.backward(&model);
    for (gradient, expected) in all(&model, &gradients).iter().zip(all(&model, &expected)) {
        check_close("gradient", gradient, &expected);
    }
}

#[test]
fn what_the_loss_refuses_is_passed_on() {
    let model = Tied::init(&device());
    let window = Window::new(vec![1.0; TOKENS]);
    let loss = async |_, _| Err(ObjectiveError::NoTerms);
    let result = block_on(chunked(model.body(&window.tokens), &model, 5, loss));
    assert_eq!(result.unwrap_err(), ObjectiveError::NoTerms);
}

/// A loss on the hidden states joins the surrogate.
#[test]
fn a_loss_on_the_states_can_be_added() {
    let model = Tied::init(&device());
    let window = Window::new(mixed_mask());
    let states = model.body(&window.tokens);
    let whole = window.loss(&terms(), model.head(states.clone()), &(0..TOKENS)).unwrap();
    let total = whole.total + states.square().sum();
    let expected = GradientsParams::from_grads(total.backward(), &model);
    let states = model.body(&window.tokens);
    let loss = async |hidden, rows: Range<usize>| window.loss(&terms(), model.head(hidden), &rows);
    let mut in_chunks = block_on(chunked(states.clone(), &model, 6, loss)).unwrap();
    in_chunks.surrogate = in_chunks.surrogate + states.square().sum();
    let gradients = in_chunks.backward(&model);
    for (gradient, expected) in all(&model, &gradients).iter().zip(all(&model, &expected)) {
        check_close("gradient", gradient, &expected);
    }
}
