//! Teachers of other vocabularies, and several teachers.

use crate::support::{Rows, matrix, noise, read, softmax};
use serde::Deserialize;
use stillroom_objectives::{average_teachers, cut_to_shared, forward_kl, hard, masked_mean, sequence_level, uld};
use stillroom_testkit::{assert_close, block_on, fixture};

const TOLERANCE: f64 = 1e-5;

#[derive(Deserialize)]
struct Fixture {
    teacher_logits: Vec<Rows>,
    student_logits: Vec<Rows>,
    uld_sizes: Vec<Sizes>,
    average: Average,
}

#[derive(Deserialize)]
struct Sizes {
    teacher: Rows,
    student: Rows,
    loss: f64,
    grad: Vec<Vec<f64>>,
}

#[derive(Deserialize)]
struct Average {
    weights: Vec<f64>,
    temperature: f64,
    log_p: Vec<Vec<f64>>,
}

#[test]
fn the_shorter_vocabulary_is_padded_with_zeros() {
    for case in fixture::<Fixture>("distillation.json").uld_sizes {
        let student = matrix(&case.student).require_grad();
        let loss = masked_mean(block_on(uld(matrix(&case.teacher), student.clone(), 1.0)).unwrap(), None);
        let gradient = student.grad(&loss.backward()).unwrap();
        assert_close("loss", &read(loss), &[case.loss], TOLERANCE);
        assert_close("gradient", &read(gradient), &case.grad.concat(), TOLERANCE);
    }
}

/// Only the ranks count, so that a student over the same words in another order has nothing to learn.
#[test]
fn the_order_of_a_vocabulary_does_not_matter() {
    let teacher = noise(4, 30, 1, 3.0);
    let mut turned = teacher.clone();
    turned.iter_mut().for_each(|row| row.reverse());
    let student = matrix(&turned).require_grad();
    let loss = masked_mean(block_on(uld(matrix(&teacher), student.clone(), 1.0)).unwrap(), None);
    let gradient = read(student.grad(&loss.backward()).unwrap());
    assert_close("loss", &read(loss), &[0.0], 1e-6);
    assert!(gradient.iter().all(|g| g.is_finite()));
}

/// A teacher whose vocabulary is padded to a round number, with logits that no word belongs to.
#[test]
fn padded_ids_take_no_part() {
    let (teacher, student) = (noise(4, 20, 2, 3.0), noise(4, 20, 3, 3.0));
    let padded = |rows: &Rows, by: usize| rows.iter().map(|r| [r.clone(), vec![9.0; by]].concat()).collect::<Rows>();
    let cut = |z: &Rows| cut_to_shared(matrix(z), 20);
    let expected = read(forward_kl(matrix(&teacher), matrix(&student), 2.0));
    let loss = read(forward_kl(cut(&padded(&teacher, 4)), cut(&padded(&student, 12)), 2.0));
    assert_close("both padded", &loss, &expected, 1e-6);
    let longer = matrix(&padded(&student, 12)).require_grad();
    let loss = masked_mean(forward_kl(cut(&padded(&teacher, 4)), cut_to_shared(longer.clone(), 20), 2.0), None);
    let gradient = read(longer.grad(&loss.backward()).unwrap());
    assert!(gradient.chunks(32).all(|row| row[20..].iter().all(|&g| g == 0.0)), "words that do not exist are taught");
    // The trap: a student padded with logits of 0 gives them mass.
    let zeros: Rows = student.iter().map(|r| [r.clone(), vec![0.0; 4]].concat()).collect();
    let wrong = read(forward_kl(matrix(&padded(&teacher, 4)), matrix(&zeros), 2.0));
    assert!(wrong.iter().zip(&expected).all(|(w, e)| (w - e).abs() > 0.1), "{wrong:?} against {expected:?}");
}

#[test]
fn teachers_are_averaged_by_probability() {
    let given: Fixture = fixture("distillation.json");
    let Average { weights, temperature, log_p } = &given.average;
    let teachers = [matrix(&given.teacher_logits.concat()), matrix(&given.student_logits.concat())];
    let teachers: Vec<_> = weights.iter().copied().zip(teachers).collect();
    let logits = read(average_teachers(&teachers, *temperature).unwrap());
    let expected: Vec<f64> = log_p.concat().iter().map(|l| l * temperature).collect();
    assert_close("logits", &logits, &expected, TOLERANCE);
    assert!(average_teachers(&[], 1.0).is_none());
}

/// What an objective makes of the logits at the same temperature is the average again.
#[test]
fn the_average_is_a_teacher_like_any_other() {
    let (a, b) = (noise(3, 20, 4, 3.0), noise(3, 20, 5, 3.0));
    let teachers = [(1.0, matrix(&a)), (0.0, matrix(&noise(3, 20, 6, 3.0))), (1.0, matrix(&b))];
    let average = average_teachers(&teachers, 2.0).unwrap();
    let rows: Rows = read(average.clone()).chunks(20).map(|r| r.iter().map(|&z| z as f32).collect()).collect();
    for row in 0..3 {
        let (p, q) = (softmax(&a[row], 2.0), softmax(&b[row], 2.0));
        let expected: Vec<f64> = p.iter().zip(&q).map(|(p, q)| f64::midpoint(*p, *q)).collect();
        assert_close("p", &softmax(&rows[row], 2.0), &expected, 1e-6);
    }
    let loss = read(forward_kl(average.clone(), average, 2.0));
    assert_close("itself", &loss, &[0.0; 3], 1e-6);
}

#[test]
fn sequence_level_is_hard_on_what_the_teacher_wrote() {
    let student = noise(4, 20, 7, 3.0);
    let written = crate::support::ids(&[3, 1, 4, 1]);
    let loss = read(sequence_level(matrix(&student), written.clone()));
    assert_close("loss", &loss, &read(hard(matrix(&student), written)), 0.0);
    assert_close("first", &loss[..1], &[-softmax(&student[0], 1.0)[3].ln()], 1e-5);
}
