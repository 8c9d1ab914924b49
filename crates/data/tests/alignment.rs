//! Tokens of two vocabularies over one text: groups that both agree on, none of which can be divided.

use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::LazyLock;
use stillroom_data::{Alignment, LanguageTokenizer, TokenizerKind, align};

const NOVEL: &str = include_str!("../presets/northanger_abbey.txt");

static TOKENIZERS: LazyLock<[LanguageTokenizer; 3]> = LazyLock::new(|| {
    [
        TokenizerKind::Bpe { vocabulary: 2_000 },
        TokenizerKind::Bpe { vocabulary: 400 },
        TokenizerKind::Characters { vocabulary: 60 },
    ]
    .map(|kind| LanguageTokenizer::train(&kind, &[NOVEL]).unwrap())
});

/// Ends of tokens over `length` bytes: the last token ends the text.
fn ends(length: usize) -> impl Strategy<Value = Vec<usize>> {
    prop::collection::btree_set(1..length, 0..length).prop_map(move |inner| inner.into_iter().chain([length]).collect())
}

/// What is promised, by sets: groups part tokens and bytes, and their ends are the common ends.
fn check(teacher: &[usize], student: &[usize], found: &Alignment) {
    let common: Vec<usize> = {
        let teacher: BTreeSet<usize> = teacher.iter().copied().collect();
        student.iter().copied().collect::<BTreeSet<_>>().intersection(&teacher).copied().collect()
    };
    assert_eq!(found.groups.iter().map(|group| group.bytes.end).collect::<Vec<_>>(), common);
    let (mut t, mut s, mut byte) = (0, 0, 0);
    for group in &found.groups {
        assert_eq!((group.teacher.start, group.student.start, group.bytes.start), (t, s, byte));
        assert!(!group.teacher.is_empty() && !group.student.is_empty() && !group.bytes.is_empty());
        (t, s, byte) = (group.teacher.end, group.student.end, group.bytes.end);
        assert_eq!((teacher[t - 1], student[s - 1]), (byte, byte));
    }
    assert_eq!((t + found.teacher_left, s + found.student_left), (teacher.len(), student.len()));
    assert_eq!((found.teacher_groups().len(), found.student_groups().len()), (t, s));
    for (token, &group) in found.teacher_groups().iter().enumerate() {
        assert!(found.groups[group].teacher.contains(&token));
    }
}

#[test]
fn the_same_tokens_are_pairs() {
    let ends = TOKENIZERS[0].encode_with_ends(NOVEL).ends;
    let found = align(&ends, &ends);
    assert_eq!(found.groups.len(), ends.len());
    assert!(found.groups.iter().all(stillroom_data::TokenGroup::is_pair));
}

#[test]
fn a_novel_by_two_vocabularies() {
    let [teacher, student] = [&TOKENIZERS[0], &TOKENIZERS[1]].map(|tokenizer| tokenizer.encode_with_ends(NOVEL).ends);
    let found = align(&teacher, &student);
    check(&teacher, &student, &found);
    assert_eq!((found.teacher_left, found.student_left), (0, 0));
    let pairs = found.groups.iter().filter(|group| group.is_pair()).count();
    assert!(pairs * 3 > found.groups.len(), "{pairs} of {}", found.groups.len());
}

proptest! {
    #[test]
    fn groups_are_the_common_refinement((teacher, student) in (2_usize..60).prop_flat_map(|n| (ends(n), ends(n)))) {
        check(&teacher, &student, &align(&teacher, &student));
    }

    #[test]
    fn texts_of_other_lengths_are_aligned_as_far_as_they_go(
        (teacher, student) in (2_usize..60, 2_usize..60).prop_flat_map(|(n, m)| (ends(n), ends(m))),
    ) {
        check(&teacher, &student, &align(&teacher, &student));
    }

    #[test]
    fn either_may_be_the_teacher((teacher, student) in (2_usize..60).prop_flat_map(|n| (ends(n), ends(n)))) {
        let (there, back) = (align(&teacher, &student), align(&student, &teacher));
        prop_assert_eq!(there.teacher_groups(), back.student_groups());
        prop_assert_eq!(there.student_groups(), back.teacher_groups());
    }

    #[test]
    fn any_text_by_any_two_vocabularies(text in any::<String>(), teacher in 0_usize..3, student in 0_usize..3) {
        let [teacher, student] = [teacher, student].map(|i| TOKENIZERS[i].encode_with_ends(&text).ends);
        let found = align(&teacher, &student);
        check(&teacher, &student, &found);
        prop_assert_eq!((found.teacher_left, found.student_left), (0, 0));
    }

    #[test]
    fn no_ends_panic(teacher in prop::collection::vec(0_usize..20, 0..20), student in prop::collection::vec(0_usize..20, 0..20)) {
        let (mut teacher, mut student) = (teacher, student);
        let found = align(&teacher, &student);
        prop_assert!(found.teacher_left <= teacher.len() && found.student_left <= student.len());
        teacher.sort_unstable();
        student.sort_unstable();
        let found = align(&teacher, &student);
        let (t, s) = (found.teacher_groups().len(), found.student_groups().len());
        prop_assert_eq!((t + found.teacher_left, s + found.student_left), (teacher.len(), student.len()));
    }
}
