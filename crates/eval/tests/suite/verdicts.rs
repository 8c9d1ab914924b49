use serde::Deserialize;
use stillroom_eval::verdict;
use stillroom_spec::VerdictKind;
use stillroom_testkit::{assert_close, fixture};

/// Half a percentage point: the noise of 20,000 resamples and the coarseness of a share of 300 rows.
const TOLERANCE: f64 = 0.005;

#[derive(Deserialize)]
struct Fixture {
    verdicts: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    labels: Vec<usize>,
    students: Vec<Vec<usize>>,
    controls: Vec<Vec<usize>>,
    difference: f64,
    interval: [f64; 2],
    kind: VerdictKind,
}

fn cases() -> Vec<Case> {
    fixture::<Fixture>("metrics.json").verdicts
}

#[test]
fn verdict_and_interval_are_those_of_numpys_bootstrap() {
    for case in cases() {
        let found = verdict(&case.students, &case.controls, &case.labels, 20_000, 1);
        assert_eq!(
            (found.kind, found.pairs, found.resamples),
            (case.kind, case.students.len(), 20_000),
            "{}",
            case.name
        );
        assert_close(&case.name, &[found.difference], &[case.difference], 1e-12);
        let tolerance = if case.labels.len() < 100 { 1.0 / 14.0 } else { TOLERANCE };
        assert_close(&case.name, &found.interval, &case.interval, tolerance);
    }
}

#[test]
fn the_fixture_holds_every_kind_of_verdict() {
    for kind in [VerdictKind::Helps, VerdictKind::DoesNotHelp, VerdictKind::Inconclusive] {
        assert!(cases().iter().any(|c| c.kind == kind), "{kind:?}");
    }
}

#[test]
fn the_seed_alone_decides_the_draw() {
    let case = &cases()[0];
    let drawn = |seed| verdict(&case.students, &case.controls, &case.labels, 500, seed);
    assert_eq!(drawn(7), drawn(7));
    assert_ne!(drawn(7).interval, drawn(8).interval);
}

/// Seeds that disagree widen the interval: the pairs are drawn too, not only the rows.
#[test]
fn pairs_that_disagree_make_the_verdict_less_sure() {
    let labels = vec![0; 400];
    let right = |share: usize| (0..400).map(|row| usize::from(row % 10 >= share)).collect::<Vec<_>>();
    let control = vec![right(7); 2];
    let width = |students: [usize; 2]| {
        let [low, high] = verdict(&students.map(right), &control, &labels, 4000, 3).interval;
        high - low
    };
    assert!(width([6, 10]) > 1.5 * width([8, 8]), "{} against {}", width([6, 10]), width([8, 8]));
}

#[test]
fn no_test_rows_prove_nothing() {
    let nothing = verdict(&[vec![]], &[vec![]], &[], 200, 0);
    assert_eq!((nothing.kind, nothing.difference), (VerdictKind::Inconclusive, 0.0));
}
