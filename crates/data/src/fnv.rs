//! FNV-1a (Fowler, Noll, Vo): `hash = (hash ^ byte) * prime` over bytes, of fixed width on every host.

/// Initial value of the 32-bit hash.
pub(crate) const OFFSET_32: u32 = 0x811c_9dc5;

/// Initial value of the 64-bit hash.
pub(crate) const OFFSET_64: u64 = 0xcbf2_9ce4_8422_2325;

/// Goes on hashing `bytes` from `hash`, 32 bits wide.
pub(crate) fn fnv32(hash: u32, bytes: &[u8]) -> u32 {
    bytes.iter().fold(hash, |hash, &byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// Goes on hashing `bytes` from `hash`, 64 bits wide.
pub(crate) fn fnv64(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values of the authors' own test vectors.
    #[test]
    fn agrees_with_the_published_vectors() {
        for (text, hash32, hash64) in [
            ("", 0x811c_9dc5, 0xcbf2_9ce4_8422_2325),
            ("a", 0xe40c_292c, 0xaf63_dc4c_8601_ec8c),
            ("foobar", 0xbf9c_f968, 0x8594_4171_f739_67e8),
        ] {
            assert_eq!(fnv32(OFFSET_32, text.as_bytes()), hash32, "{text}");
            assert_eq!(fnv64(OFFSET_64, text.as_bytes()), hash64, "{text}");
        }
    }
}
