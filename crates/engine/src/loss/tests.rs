use super::*;
use burn::tensor::{Device, TensorData};
use stillroom_models::read_values;
use stillroom_spec::Objective;
use stillroom_testkit::{assert_close, block_on};

fn matrix(values: [[f32; 3]; 2]) -> Tensor<2> {
    Tensor::from_data(TensorData::new(values.concat(), [2, 3]), &Device::flex())
}

fn labels() -> Tensor<1, Int> {
    Tensor::from_data(TensorData::new(vec![0, 2], [2]), &Device::flex())
}

fn read(tensor: Tensor<1>) -> f64 {
    f64::from(block_on(read_values(tensor)).unwrap()[0])
}

fn terms(weights: [f64; 2]) -> Vec<WeightedObjective> {
    let [soft, hard] = weights;
    vec![
        WeightedObjective { weight: soft, objective: Objective::ForwardKl { temperature: 2.0 } },
        WeightedObjective { weight: hard, objective: Objective::Hard {} },
    ]
}

const STUDENT: [[f32; 3]; 2] = [[0.5, -0.5, 1.0], [0.0, 2.0, -1.0]];
const TEACHER: [[f32; 3]; 2] = [[3.0, 0.0, -1.0], [0.0, 1.0, 2.0]];

#[test]
fn the_total_is_the_weighted_sum_of_the_parts() {
    let loss = weighted(&terms([0.9, 0.1]), &matrix(STUDENT), Some(&matrix(TEACHER)), &labels(), 2).unwrap();
    let parts: Vec<f64> = loss.parts.into_iter().map(read).collect();
    assert!(parts.iter().all(|&p| p > 0.1), "{parts:?}");
    assert_close("total", &[read(loss.total)], &[0.9 * parts[0] + 0.1 * parts[1]], 1e-6);
}

#[test]
fn a_micro_batch_counts_by_its_rows_in_the_window() {
    let of = |window| {
        let loss = weighted(&terms([1.0, 1.0]), &matrix(STUDENT), Some(&matrix(TEACHER)), &labels(), window).unwrap();
        read(loss.total)
    };
    assert_close("a quarter of the window", &[of(8)], &[of(2) / 4.0], 1e-6);
}

#[test]
fn a_soft_term_without_a_teacher_is_an_error() {
    let Err(error) = weighted(&terms([1.0, 0.0]), &matrix(STUDENT), None, &labels(), 2) else {
        panic!("a soft term needs a teacher");
    };
    assert!(matches!(error, EngineError::Objective(_)), "{error}");
}
