//! One test for each trap that concerns classifiers.

use crate::support::{device, every_objective, ids, losses, matrix, mean_and_gradient, noise, read, softmax};
use burn::tensor::Tensor;
use stillroom_objectives::{Inputs, ObjectiveError, decoupled, masked_mean, per_row};
use stillroom_spec::Objective;
use stillroom_testkit::assert_close;

const CLASSES: usize = 20;
const LABELS: [i32; 4] = [3, 0, 19, 7];
/// Two units in the last place of probabilities that sum to 1.
const ROUNDING: f64 = 2.4e-7;

/// Summed over classes, averaged over rows, multiplied by T²: then the gradient at a student logit is
/// T·(q − p) / rows. A mean over classes is 20 times too small, a missing T² is T² times.
#[test]
fn the_gradient_of_forward_kl_is_the_difference_of_probabilities() {
    let (teacher, student) = (noise(4, CLASSES, 1, 3.0), noise(4, CLASSES, 2, 3.0));
    for temperature in [1.0, 2.0, 4.0] {
        let objective = Objective::ForwardKl { temperature };
        let (_, gradient) = mean_and_gradient(&objective, &teacher, &student, &LABELS, None);
        let expected: Vec<f64> = student
            .iter()
            .zip(&teacher)
            .flat_map(|(s, t)| softmax(s, temperature).into_iter().zip(softmax(t, temperature)).collect::<Vec<_>>())
            .map(|(q, p)| temperature * (q - p) / 4.0)
            .collect();
        assert_close(&format!("T = {temperature}"), &gradient, &expected, 1e-6);
    }
}

/// Hinton et al. 2015, section 2.1: for a large T the loss nears the squared difference of the centred logits
/// over 2·classes. Without T² it would vanish.
#[test]
fn t_squared_keeps_the_size_of_soft_losses() {
    let (teacher, student) = (noise(4, CLASSES, 3, 1.0), noise(4, CLASSES, 4, 1.0));
    let limit = |(s, t): (&Vec<f32>, &Vec<f32>)| {
        let d: Vec<f64> = s.iter().zip(t).map(|(s, t)| f64::from(s - t)).collect();
        let mean = d.iter().sum::<f64>() / CLASSES as f64;
        d.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / (2.0 * CLASSES as f64)
    };
    let expected: Vec<f64> = student.iter().zip(&teacher).map(limit).collect();
    for objective in [Objective::ForwardKl { temperature: 40.0 }, Objective::ReverseKl { temperature: 40.0 }] {
        assert_close(&format!("{objective:?}"), &losses(&objective, &teacher, &student, &LABELS), &expected, 0.01);
    }
}

#[test]
fn the_mean_does_not_depend_on_how_often_the_rows_repeat() {
    let (teacher, student) = (noise(4, CLASSES, 5, 2.0), noise(4, CLASSES, 6, 2.0));
    let twice = |rows: &Vec<Vec<f32>>| [rows.clone(), rows.clone()].concat();
    for objective in every_objective(2.0) {
        let (once, gradient) = mean_and_gradient(&objective, &teacher, &student, &LABELS, None);
        let labels = [LABELS, LABELS].concat();
        let (again, half) = mean_and_gradient(&objective, &twice(&teacher), &twice(&student), &labels, None);
        assert_close(objective.name(), &[again], &[once], 1e-5 * once.max(1.0));
        let doubled: Vec<f64> = half.iter().take(gradient.len()).map(|g| 2.0 * g).collect();
        // Among more rows the ε that DIST adds to the norms counts less.
        let tolerance = if objective.name() == "dist" { 1e-4 } else { 1e-5 };
        assert_close(objective.name(), &doubled, &gradient, tolerance);
    }
}

#[test]
fn beta_is_the_teachers_weight_and_its_ends_are_no_silent_zero() {
    let (teacher, student) = (noise(4, CLASSES, 7, 3.0), noise(4, CLASSES, 8, 3.0));
    let jsd = |beta| mean_and_gradient(&Objective::Jsd { beta, temperature: 1.0 }, &teacher, &student, &LABELS, None);
    let forward = mean_and_gradient(&Objective::ForwardKl { temperature: 1.0 }, &teacher, &student, &LABELS, None);
    let reverse = mean_and_gradient(&Objective::ReverseKl { temperature: 1.0 }, &teacher, &student, &LABELS, None);
    for (end, kl) in [(jsd(0.0), forward), (jsd(1.0), reverse)] {
        assert_close("loss", &[end.0], &[kl.0], 1e-6);
        assert_close("gradient", &end.1, &kl.1, 1e-6);
        assert!(end.0 > 0.1 && end.1.iter().any(|g| g.abs() > 1e-3), "a silent zero");
    }
}

#[test]
fn no_valid_row_is_no_loss_and_no_update() {
    let (teacher, student) = (noise(4, CLASSES, 9, 2.0), noise(4, CLASSES, 10, 2.0));
    for objective in every_objective(2.0) {
        let (loss, gradient) = mean_and_gradient(&objective, &teacher, &student, &LABELS, Some(&[0.0; 4]));
        assert_close(objective.name(), &[loss], &[0.0], 0.0);
        assert_close(objective.name(), &gradient, &[0.0; 4 * CLASSES], 0.0);
    }
}

#[test]
fn no_row_at_all_is_no_loss() {
    let none = Tensor::<1>::zeros([0], &device());
    assert_close("mean of nothing", &read(masked_mean(none, None)), &[0.0], 0.0);
}

/// As if only the rows of the mask had been handed in, in loss and gradient; the others have no gradient.
#[test]
fn masked_rows_do_not_count() {
    let (teacher, student) = (noise(4, CLASSES, 11, 2.0), noise(4, CLASSES, 12, 2.0));
    let kept = |rows: &Vec<Vec<f32>>| vec![rows[1].clone(), rows[3].clone()];
    for objective in every_objective(2.0) {
        let (all, gradient) = mean_and_gradient(&objective, &teacher, &student, &LABELS, Some(&[0.0, 1.0, 0.0, 1.0]));
        let labels = [LABELS[1], LABELS[3]];
        let (two, expected) = mean_and_gradient(&objective, &kept(&teacher), &kept(&student), &labels, None);
        assert_close(objective.name(), &[all], &[two], 1e-5 * all.max(1.0));
        let rows: Vec<&[f64]> = gradient.chunks(CLASSES).collect();
        assert_close(objective.name(), &[rows[1], rows[3]].concat(), &expected, 1e-5);
        assert_close(objective.name(), &[rows[0], rows[2]].concat(), &[0.0; 2 * CLASSES], 0.0);
    }
}

/// Nearly equal distributions, where rounding decides the sign.
#[test]
fn jsd_and_its_kin_never_fall_below_zero() {
    let mixed = [0.1, 0.5, 0.9].into_iter().flat_map(|share| {
        let (jsd, temperature) = (Objective::Jsd { beta: share, temperature: 1.0 }, 1.0);
        [jsd, Objective::SkewKl { lambda: share, temperature }, Objective::SkewReverseKl { lambda: share, temperature }]
    });
    let mixed: Vec<_> = mixed.collect();
    for seed in 0..50 {
        let teacher = noise(64, CLASSES, seed, 4.0);
        let shift = noise(64, CLASSES, seed + 1000, 1e-3);
        let near = |(t, d): (&Vec<f32>, &Vec<f32>)| t.iter().zip(d).map(|(t, d)| t + d).collect::<Vec<f32>>();
        let student = teacher.iter().zip(&shift).map(near).collect();
        for objective in &mixed {
            let losses = losses(objective, &teacher, &student, &[0; 64]);
            assert!(losses.iter().all(|&l| l >= -ROUNDING), "{objective:?}, seed {seed}: {losses:?}");
        }
    }
}

/// KL(p‖λp + …) is at most −log λ, however wrong the student; KL(p‖q) has no bound.
#[test]
fn a_share_of_the_teacher_bounds_the_loss() {
    let (teacher, student) = (vec![vec![50.0, 0.0, 0.0]], vec![vec![0.0, 50.0, 0.0]]);
    for lambda in [0.1, 0.5] {
        for objective in
            [Objective::SkewKl { lambda, temperature: 1.0 }, Objective::SkewReverseKl { lambda, temperature: 1.0 }]
        {
            let loss = losses(&objective, &teacher, &student, &[0])[0];
            assert_close(&format!("{objective:?}"), &[loss], &[-lambda.ln()], 1e-5);
        }
    }
    assert!(losses(&Objective::ForwardKl { temperature: 1.0 }, &teacher, &student, &[0])[0] > 49.0);
}

/// The middle row meets itself: there both sides give the same class a probability that is 0 in f32.
#[test]
fn extreme_logits_stay_finite_in_loss_and_gradient() {
    let far = 1e4;
    let both = vec![far, -far, 0.0];
    let rows = vec![vec![far, -far, far], vec![-far, far, far], both, vec![0.0, 0.0, -far], vec![far, far, far]];
    let reversed: Vec<Vec<f32>> = rows.iter().rev().cloned().collect();
    for temperature in [0.5, 1.0, 4.0] {
        for objective in every_objective(temperature) {
            for label in 0..3 {
                let (loss, gradient) = mean_and_gradient(&objective, &rows, &reversed, &[label; 5], None);
                assert!(loss.is_finite(), "{objective:?}, label {label}: {loss}");
                assert!(gradient.iter().all(|g| g.is_finite()), "{objective:?}, label {label}: {gradient:?}");
            }
        }
    }
}

/// Zhao et al. 2022, Eq. 7: KL = TCKD + `(1 − p_y)`·NCKD.
#[test]
fn the_parts_of_dkd_make_up_the_divergence() {
    let (teacher, student) = (noise(4, CLASSES, 13, 4.0), noise(4, CLASSES, 14, 4.0));
    for temperature in [1.0, 4.0] {
        let parts = decoupled(matrix(&teacher), matrix(&student), ids(&LABELS), temperature);
        let (target, others) = (read(parts.target), read(parts.non_target));
        let rest = |row: usize| 1.0 - softmax(&teacher[row], temperature)[LABELS[row] as usize];
        let whole: Vec<f64> = (0..4).map(|r| (target[r] + rest(r) * others[r]) * temperature * temperature).collect();
        let kl = losses(&Objective::ForwardKl { temperature }, &teacher, &student, &LABELS);
        assert_close(&format!("T = {temperature}"), &whole, &kl, 1e-5);
    }
}

/// With two classes nothing is left beside the label: NCKD is 0 and TCKD is the whole divergence.
#[test]
fn dkd_of_two_classes_is_the_divergence() {
    let (teacher, student) = (noise(4, 2, 15, 3.0), noise(4, 2, 16, 3.0));
    let labels = [0, 1, 0, 1];
    let dkd = losses(&Objective::Dkd { alpha: 1.0, beta: 8.0, temperature: 2.0 }, &teacher, &student, &labels);
    let kl = losses(&Objective::ForwardKl { temperature: 2.0 }, &teacher, &student, &labels);
    assert_close("DKD", &dkd, &kl, 1e-5);
}

#[test]
fn no_gradient_flows_into_the_teacher() {
    for objective in every_objective(2.0) {
        let student = matrix(&noise(4, CLASSES, 17, 2.0)).require_grad();
        let teacher = matrix(&noise(4, CLASSES, 18, 2.0)).require_grad();
        let inputs = Inputs { student: student.clone(), teacher: Some(teacher.clone()), labels: ids(&LABELS) };
        let gradients = masked_mean(per_row(&objective, &inputs).unwrap(), None).backward();
        assert!(student.grad(&gradients).is_some(), "{objective:?} does not reach the student");
        assert!(teacher.grad(&gradients).is_none(), "{objective:?} reaches the teacher");
    }
}

#[test]
fn a_soft_objective_without_a_teacher_is_named() {
    for objective in every_objective(2.0) {
        let student = matrix(&noise(4, CLASSES, 19, 2.0));
        let result = per_row(&objective, &Inputs { student, teacher: None, labels: ids(&LABELS) });
        match objective {
            Objective::Hard {} => assert!(result.is_ok()),
            _ => assert_eq!(result.unwrap_err(), ObjectiveError::MissingTeacher(objective.name())),
        }
    }
}
