use serde::Deserialize;
use stillroom_eval::language_verdict;
use stillroom_spec::VerdictKind;
use stillroom_testkit::{assert_close, fixture};

/// Of the interval's width: the noise of the ends of 20,000 resamples.
const TOLERANCE: f64 = 0.03;

#[derive(Deserialize)]
struct Fixture {
    verdicts: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    bytes: Vec<f64>,
    students: Vec<Vec<f64>>,
    controls: Vec<Vec<f64>>,
    difference: f64,
    interval: [f64; 2],
    kind: VerdictKind,
}

fn cases() -> Vec<Case> {
    fixture::<Fixture>("language.json").verdicts
}

#[test]
fn verdict_and_interval_are_those_of_numpys_bootstrap() {
    for Case { name, bytes, students, controls, difference, interval, kind } in cases() {
        let found = language_verdict(&students, &controls, &bytes, 20_000, 1);
        assert_eq!((found.kind, found.pairs, found.resamples), (kind, students.len(), 20_000), "{name}");
        assert_close(&name, &[found.difference], &[difference], 1e-9);
        assert_close(&name, &found.interval, &interval, TOLERANCE * (interval[1] - interval[0]) + 1e-12);
    }
}

#[test]
fn the_fixture_holds_every_kind_of_verdict() {
    for kind in [VerdictKind::Helps, VerdictKind::DoesNotHelp, VerdictKind::Inconclusive] {
        assert!(cases().iter().any(|case| case.kind == kind), "{kind:?}");
    }
}

#[test]
fn the_seed_alone_decides_the_draw() {
    let case = &cases()[0];
    let drawn = |seed| language_verdict(&case.students, &case.controls, &case.bytes, 500, seed);
    assert_eq!(drawn(7), drawn(7));
    assert_ne!(drawn(7).interval, drawn(8).interval);
}

/// What counts is the text, not the number of documents it is cut into by chance.
#[test]
fn a_long_document_weighs_by_its_bytes() {
    let found = language_verdict(&[vec![90.0, 0.0]], &[vec![100.0, 1.0]], &[99.0, 1.0], 100, 0);
    assert_close("difference", &[found.difference], &[11.0 / 100.0 / std::f64::consts::LN_2], 1e-12);
}

#[test]
fn one_document_proves_nothing() {
    let verdict = |documents: usize| {
        let (student, control) = (vec![vec![90.0; documents]], vec![vec![100.0; documents]]);
        language_verdict(&student, &control, &vec![100.0; documents], 4_000, 0).kind
    };
    assert_eq!(
        [verdict(1), verdict(2), verdict(30)],
        [VerdictKind::Inconclusive, VerdictKind::Inconclusive, VerdictKind::Helps]
    );
}

#[test]
fn nothing_proves_nothing() {
    let check = |students: &[Vec<f64>], bytes: &[f64]| {
        let found = language_verdict(students, students, bytes, 200, 0);
        assert_eq!((found.kind, found.difference, found.interval), (VerdictKind::Inconclusive, 0.0, [0.0; 2]));
    };
    check(&[], &[1.0]);
    check(&[vec![]], &[]);
    let found = language_verdict(&[vec![f64::NAN; 9]], &[vec![1.0; 9]], &[9.0; 9], 200, 0);
    assert_eq!(found.kind, VerdictKind::Inconclusive);
}
