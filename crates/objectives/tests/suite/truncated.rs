//! A teacher of which k tokens and a tail are kept.

use crate::support::{Rows, device, matrix, noise, read, vector};
use burn::tensor::{Int, Tensor, TensorData};
use serde::Deserialize;
use stillroom_objectives::{TopK, forward_kl, masked_mean, top_k_kl};
use stillroom_testkit::{assert_close, fixture};

const TOLERANCE: f64 = 1e-5;

#[derive(Deserialize)]
struct Fixture {
    teacher_logits: Vec<Rows>,
    student_logits: Vec<Rows>,
    mask: Rows,
    top_k: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    k: usize,
    temperature: f64,
    ids: Vec<Vec<i32>>,
    log_p: Vec<Vec<f64>>,
    tail: Vec<Option<f64>>,
    loss: f64,
    grad: Vec<Vec<f64>>,
}

impl Case {
    /// As it would be read from a store.
    fn kept(&self) -> TopK {
        let shape = [self.ids.len(), self.k];
        let log_p = self.log_p.concat().into_iter().map(|x| x as f32).collect();
        let tail: Vec<f32> = self.tail.iter().map(|t| t.map_or(-1e4, |t| t as f32)).collect();
        TopK {
            ids: Tensor::<2, Int>::from_data(TensorData::new(self.ids.concat(), shape), &device()),
            log_p: Tensor::from_data(TensorData::new::<f32, _>(log_p, shape), &device()),
            log_tail: vector(&tail),
        }
    }
}

fn mean_and_gradient(kept: &TopK, student: &Rows, temperature: f64, mask: &[f32]) -> (f64, Vec<f64>) {
    let student = matrix(student).require_grad();
    let loss = masked_mean(top_k_kl(kept, student.clone(), temperature), Some(vector(mask)));
    let gradient = student.grad(&loss.backward()).unwrap();
    (read(loss)[0], read(gradient))
}

#[test]
fn buckets_agree_with_scipy() {
    let given: Fixture = fixture("distillation.json");
    for case in &given.top_k {
        let (loss, gradient) =
            mean_and_gradient(&case.kept(), &given.student_logits.concat(), case.temperature, &given.mask.concat());
        assert_close(&format!("loss of {}", case.k), &[loss], &[case.loss], TOLERANCE);
        assert_close(&format!("gradient of {}", case.k), &gradient, &case.grad.concat(), TOLERANCE);
    }
}

#[test]
fn truncating_keeps_the_likeliest_and_the_rest() {
    let given: Fixture = fixture("distillation.json");
    for case in &given.top_k {
        let kept = TopK::of(matrix(&given.teacher_logits.concat()), case.k, case.temperature);
        let ids: Vec<i32> = read(kept.ids.float()).into_iter().map(|id| id as i32).collect();
        assert_eq!(ids, case.ids.concat());
        assert_close("log p", &read(kept.log_p), &case.log_p.concat(), TOLERANCE);
        let tail: Vec<f64> = case.tail.iter().map(|t| t.unwrap_or(-1e4)).collect();
        assert_close("tail", &read(kept.log_tail), &tail, TOLERANCE);
    }
}

#[test]
fn with_every_token_kept_it_is_forward_kl() {
    let (teacher, student) = (noise(4, 30, 1, 4.0), noise(4, 30, 2, 4.0));
    for temperature in [1.0, 2.0] {
        let kept = TopK::of(matrix(&teacher), 30, temperature);
        let (loss, gradient) = mean_and_gradient(&kept, &student, temperature, &[1.0; 4]);
        let z = matrix(&student).require_grad();
        let whole = masked_mean(forward_kl(matrix(&teacher), z.clone(), temperature), None);
        let expected = z.grad(&whole.backward()).unwrap();
        assert_close("loss", &[loss], &read(whole), 1e-5);
        assert_close("gradient", &gradient, &read(expected), 1e-6);
    }
}

/// Renormalising the teacher's k tokens alone asks the student to give the tail nothing: then a student that is the
/// teacher would have a loss. Renormalising both would not see a student whose tail is wrong.
#[test]
fn the_tail_is_a_bucket_on_both_sides() {
    let teacher = noise(4, 30, 3, 2.0);
    let kept = TopK::of(matrix(&teacher), 5, 1.0);
    let (same, gradient) = mean_and_gradient(&kept, &teacher, 1.0, &[1.0; 4]);
    assert_close("the teacher itself", &[same], &[0.0], 1e-6);
    assert_close("its gradient", &gradient, &[0.0; 120], 1e-6);
    let ids: Vec<usize> = read(kept.ids.clone().float()).into_iter().map(|id| id as usize).collect();
    let mut shifted = teacher.clone();
    for (row, ids) in shifted.iter_mut().zip(ids.chunks(5)) {
        row.iter_mut().enumerate().filter(|(id, _)| !ids.contains(id)).for_each(|(_, z)| *z += 2.0);
    }
    let (wrong, _) = mean_and_gradient(&kept, &shifted, 1.0, &[1.0; 4]);
    assert!(wrong > 0.1, "a tail e² times as likely costs only {wrong}");
    // Within the tail a student may do as it likes.
    let mut turned = teacher.clone();
    for (row, ids) in turned.iter_mut().zip(ids.chunks(5)) {
        let tail: Vec<usize> = (0..30).filter(|id| !ids.contains(id)).collect();
        row.swap(tail[0], tail[1]);
    }
    assert_close("another order in the tail", &[mean_and_gradient(&kept, &turned, 1.0, &[1.0; 4]).0], &[0.0], 1e-6);
}

/// Rounded to f16 the buckets no longer sum to 1; the loss is still a divergence, close to that of exact ones.
#[test]
fn logarithms_may_be_stored_in_half_precision() {
    let (teacher, student) = (noise(64, 200, 4, 3.0), noise(64, 200, 5, 3.0));
    let exact = TopK::of(matrix(&teacher), 16, 1.0);
    let half =
        TopK { ids: exact.ids.clone(), log_p: rounded(exact.log_p.clone()), log_tail: rounded(exact.log_tail.clone()) };
    let (expected, _) = mean_and_gradient(&exact, &student, 1.0, &[1.0; 64]);
    let (loss, _) = mean_and_gradient(&half, &student, 1.0, &[1.0; 64]);
    assert_close("loss", &[loss], &[expected], 2e-3 * expected);
    let own = read(top_k_kl(&half, matrix(&teacher), 1.0));
    assert!(own.iter().all(|&l| (-1e-6..1e-4).contains(&l)), "{own:?}");
}

/// To the 11 significant bits of f16.
fn rounded<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    let (device, shape) = (x.device(), x.dims());
    let half = |x: f64| f32::from_bits(((x as f32).to_bits() + 0x1000) & !0x1fff);
    let values: Vec<f32> = read(x).into_iter().map(half).collect();
    Tensor::from_data(TensorData::new(values, shape), &device)
}
