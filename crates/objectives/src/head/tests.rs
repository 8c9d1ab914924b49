use super::*;
use burn::tensor::activation::log_softmax;
use burn::tensor::{Device, Distribution, TensorData};
use stillroom_testkit::block_on;

fn read(tensor: Tensor<2>) -> Vec<f32> {
    block_on(tensor.into_data_async()).unwrap().try_into_vec_as().unwrap()
}

/// Ids by falling probability, equal ones by id.
fn order(log_p: &[f32]) -> Vec<usize> {
    let mut ids: Vec<usize> = (0..log_p.len()).collect();
    ids.sort_by(|&a, &b| log_p[b].total_cmp(&log_p[a]));
    ids
}

/// The chosen are the first of the order, reach μ, and without the last of them do not.
fn check(log_p: &[f32], chosen: &[f32], mu: f64) {
    let ids = order(log_p);
    let whole = chosen.iter().filter(|&&c| c == 1.0).count();
    let shared: Vec<usize> = (0..chosen.len()).filter(|&id| chosen[id] != 0.0 && chosen[id] != 1.0).collect();
    let count = whole + shared.iter().map(|&id| f64::from(chosen[id])).sum::<f64>().round() as usize;
    assert!(count > 0 && ids[..whole].iter().all(|&id| chosen[id] == 1.0), "μ = {mu}: {chosen:?} of {log_p:?}");
    assert!(ids[whole + shared.len()..].iter().all(|&id| chosen[id] == 0.0), "μ = {mu}: {chosen:?} of {log_p:?}");
    assert!(shared.iter().all(|&id| (log_p[id] - log_p[shared[0]]).abs() < 2e-6), "only equals share");
    let mass = |ids: &[usize]| ids.iter().map(|&id| f64::from(log_p[id]).exp()).sum::<f64>();
    assert!(mass(&ids[..count]) >= mu - 1e-6, "μ = {mu}: {count} classes are too few");
    assert!(mass(&ids[..count - 1]) < mu + 1e-6, "μ = {mu}: {count} classes are too many");
}

#[test]
fn the_head_is_the_smallest_set_that_reaches_mu() {
    let device = Device::flex();
    for classes in [1, 2, 3, 20, 1000, 5000] {
        for spread in [0.01, 1.0, 5.0] {
            let logits = Tensor::<2>::random([16, classes], Distribution::Normal(0.0, spread), &device);
            let log_p = log_softmax(logits, 1);
            let values = read(log_p.clone());
            for mu in [0.01, 0.5, 0.9, 0.99] {
                let chosen = read(head(&log_p, mu));
                values.chunks(classes).zip(chosen.chunks(classes)).for_each(|(p, c)| check(p, c, mu));
            }
        }
    }
}

/// With equal probabilities everywhere a threshold alone would take all or none.
#[test]
fn equal_classes_share_what_is_needed_of_them() {
    let even = Tensor::<2>::full([2, 10], 0.1_f32.ln(), &Device::flex());
    for (mu, count) in [(0.05, 1.0), (0.45, 5.0), (0.55, 6.0), (0.95, 10.0)] {
        assert_eq!(read(head(&even, mu)), [count / 10.0; 20], "μ = {mu}");
    }
}

#[test]
fn a_sure_teacher_has_a_head_of_one() {
    let logits = Tensor::<2>::from_data(TensorData::new(vec![0.0_f32, 1e4, 0.0, -1e4], [1, 4]), &Device::flex());
    assert_eq!(read(head(&log_softmax(logits, 1), 0.5)), [0.0, 1.0, 0.0, 0.0]);
}
