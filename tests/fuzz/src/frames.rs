//! Several files in one input.

/// Stands between the files of an input.
const MARK: &[u8] = b"\n--8<--\n";

/// The files of an input; those that it lacks are empty.
pub(crate) fn parts<const N: usize>(bytes: &[u8]) -> [&[u8]; N] {
    let mut rest = Some(bytes);
    std::array::from_fn(|at| {
        let Some(all) = rest else { return &[][..] };
        let cut = all.windows(MARK.len()).position(|window| window == MARK).filter(|_| at + 1 < N);
        rest = cut.map(|cut| &all[cut + MARK.len()..]);
        &all[..cut.unwrap_or(all.len())]
    })
}

/// The input that [`parts`] takes apart.
pub(crate) fn joined(files: &[&[u8]]) -> Vec<u8> {
    files.join(MARK)
}

/// The first byte, which chooses, and the rest.
pub(crate) fn chosen(bytes: &[u8]) -> (u8, &[u8]) {
    bytes.split_first().map_or((0, bytes), |(first, rest)| (*first, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_come_apart_again() {
        assert_eq!(parts::<3>(&joined(&[b"a", b"", b"c"])), [&b"a"[..], b"", b"c"]);
        assert_eq!(parts::<2>(b"a"), [&b"a"[..], b""]);
    }
}
