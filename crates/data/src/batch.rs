use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;
pub struct Padded { pub ids: Vec<i32>, pub rows: usize, pub length: usize }
pub fn pad(rows: &[&[u32]], multiple_of: usize) -> Padded {
    let longest = rows.iter().map(|r| r.len()).max().unwrap_or(0).max(1);
    let length = longest.div_ceil(multiple_of) * multiple_of;
    let mut ids = vec![0; rows.len() * length];
    for (r, row) in rows.iter().enumerate() { for (i, &id) in row.iter().enumerate() { ids[r * length + i] = id as i32; } }
    Padded { ids, rows: rows.len(), length }
}
pub(crate) fn shuffle<T>(values: &mut [T], random: &mut impl Rng) {
    for i in (1..values.len()).rev() { let j = ((u128::from(random.next_u64()) * (i as u128 + 1)) >> 64) as usize; values.swap(i, j); }
}
pub fn epoch_order(rows: usize, seed: u64, epoch: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..rows).collect();
    shuffle(&mut order, &mut Pcg64Mcg::seed_from_u64(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ epoch as u64));
    order
}
