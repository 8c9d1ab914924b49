//! Two tokenizers' tokens of one text, side by side.

use std::ops::Range;

/// The fewest tokens of both that cover the same bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenGroup {
    /// Tokens of the teacher.
    pub teacher: Range<usize>,
    /// Tokens of the student.
    pub student: Range<usize>,
    /// Bytes of the text; empty for tokens without text, such as an end of text that both have.
    pub bytes: Range<usize>,
}

/// Groups of tokens in the order of the text.
///
/// Groups end at every byte where a token of both ends, and only there: none can be divided. They cover all tokens up
/// to the last such byte.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Alignment {
    /// Without gaps, from the first token and byte on.
    pub groups: Vec<TokenGroup>,
    /// Tokens of the teacher after the last group: its text goes on where the student's ends, or ends within a token.
    pub teacher_left: usize,
    /// Tokens of the student after the last group.
    pub student_left: usize,
}

impl TokenGroup {
    /// Whether one token stands beside one: their distributions are about the same place.
    pub fn is_pair(&self) -> bool {
        self.teacher.len() == 1 && self.student.len() == 1
    }
}

impl Alignment {
    /// The group of each of the teacher's tokens, those that are left over excepted.
    pub fn teacher_groups(&self) -> Vec<usize> {
        indices(self.groups.iter().map(|group| group.teacher.len()))
    }

    /// The group of each of the student's tokens, those that are left over excepted.
    pub fn student_groups(&self) -> Vec<usize> {
        indices(self.groups.iter().map(|group| group.student.len()))
    }
}

fn indices(sizes: impl Iterator<Item = usize>) -> Vec<usize> {
    sizes.enumerate().flat_map(|(group, size)| std::iter::repeat_n(group, size)).collect()
}

/// Aligns tokens of the same text by where they end, in bytes and ascending, as in
/// [`Encoded::ends`](crate::Encoded::ends). A token begins where the one before it ends; where both tokens end at the
/// same byte as well, they are without text, and belong to the next group unless the other side has such a token too.
pub fn align(teacher: &[usize], student: &[usize]) -> Alignment {
    let mut found = Alignment::default();
    let (mut t, mut s) = (0, 0);
    let mut begin = TokenGroup { teacher: 0..0, student: 0..0, bytes: 0..0 };
    while let (Some(&teacher_end), Some(&student_end)) = (teacher.get(t), student.get(s)) {
        t += usize::from(teacher_end <= student_end);
        s += usize::from(student_end <= teacher_end);
        if teacher_end == student_end {
            let TokenGroup { teacher, student, bytes } = &begin;
            let group = TokenGroup { teacher: teacher.end..t, student: student.end..s, bytes: bytes.end..teacher_end };
            found.groups.push(group.clone());
            begin = group;
        }
    }
    found.teacher_left = teacher.len() - begin.teacher.end;
    found.student_left = student.len() - begin.student.end;
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Groups as teacher's, student's tokens and last byte.
    fn check(teacher: &[usize], student: &[usize], groups: &[(usize, usize, usize)], left: (usize, usize)) {
        let found = align(teacher, student);
        let sizes: Vec<_> = found.groups.iter().map(|g| (g.teacher.len(), g.student.len(), g.bytes.end)).collect();
        assert_eq!(
            (sizes, (found.teacher_left, found.student_left)),
            (groups.to_vec(), left),
            "{teacher:?} {student:?}"
        );
    }

    #[test]
    fn groups_end_where_both_do() {
        check(&[], &[], &[], (0, 0));
        check(&[3, 5], &[3, 5], &[(1, 1, 3), (1, 1, 5)], (0, 0));
        check(&[1, 2, 3, 7], &[3, 5, 7], &[(3, 1, 3), (1, 2, 7)], (0, 0));
        check(&[2, 4, 6], &[3, 6], &[(3, 2, 6)], (0, 0));
    }

    #[test]
    fn what_has_no_common_end_is_left() {
        check(&[2, 4, 6], &[2, 5], &[(1, 1, 2)], (2, 1));
        check(&[2, 4], &[], &[], (2, 0));
        check(&[1], &[2], &[], (1, 1));
    }

    #[test]
    fn tokens_without_text_join_the_next_group_or_each_other() {
        check(&[0, 3], &[3], &[(2, 1, 3)], (0, 0));
        check(&[3, 3, 5], &[3, 5], &[(1, 1, 3), (2, 1, 5)], (0, 0));
        check(&[3, 3], &[3, 3], &[(1, 1, 3), (1, 1, 3)], (0, 0));
        check(&[3, 3], &[3], &[(1, 1, 3)], (1, 0));
    }

    #[test]
    fn every_token_has_its_group() {
        let found = align(&[1, 2, 3, 7, 8], &[3, 5, 7]);
        assert_eq!((found.teacher_groups(), found.student_groups()), (vec![0, 0, 0, 1], vec![0, 1, 1]));
        assert!(!found.groups[0].is_pair() && align(&[2], &[2]).groups[0].is_pair());
    }
}
