use sha2::{Digest, Sha256};
use stillroom_formats::{ReadAt, Source};

/// Bytes that are read at once.
const PIECE: usize = 1 << 20;

/// Of a model's weights, as [`ModelSource::sha256`](stillroom_spec::ModelSource) says. Reads them once, in pieces.
///
/// # Errors
/// Why a file cannot be read.
pub(super) fn of(files: &[Source<'_>]) -> Result<String, String> {
    match files {
        [one] => of_file(one),
        many => {
            let each = many.iter().map(of_file).collect::<Result<String, _>>()?;
            Ok(format!("{:x}", Sha256::digest(each)))
        }
    }
}

fn of_file(source: &Source<'_>) -> Result<String, String> {
    let (mut hash, mut at, mut piece) = (Sha256::new(), 0, vec![0; PIECE]);
    while at < source.size() {
        let count = usize::try_from(source.size() - at).unwrap_or(PIECE).min(PIECE);
        source.read_at(at, &mut piece[..count])?;
        hash.update(&piece[..count]);
        at += count as u64;
    }
    Ok(format!("{:x}", hash.finalize()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_have_the_hash_of_the_whole() {
        let bytes: Vec<u8> = (0..2 * PIECE + 5).map(|at| (at % 251) as u8).collect();
        let whole = format!("{:x}", Sha256::digest(&bytes));
        assert_eq!(of(&[Box::new(bytes.clone())]).unwrap(), whole);
        let two: [Source<'_>; 2] = [Box::new(bytes), Box::new(Vec::new())];
        // Of no bytes at all, as FIPS 180-4's implementations give it.
        let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(of(&two).unwrap(), format!("{:x}", Sha256::digest(format!("{whole}{nothing}"))));
    }
}
