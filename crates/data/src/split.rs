use crate::{Dataset, batch::shuffle};
use rand::SeedableRng;
#[derive(Debug, Clone)] pub struct Split { pub train: Vec<usize>, pub validation: Vec<usize>, pub test: Vec<usize> }
pub fn split(d: &Dataset, shares: [f64; 3], seed: u64) -> Split {
    let mut r = rand_pcg::Pcg64Mcg::seed_from_u64(seed); let mut s = Split { train: vec![], validation: vec![], test: vec![] }; let t: f64 = shares.iter().sum();
    for c in 0..d.classes.len() { let mut m: Vec<usize> = (0..d.examples.len()).filter(|&i| d.examples[i].label == c).collect(); shuffle(&mut m, &mut r);
        let n = m.len() as f64; let a = (n * shares[1] / t).round() as usize; let b = a + (n * shares[2] / t).round() as usize;
        s.validation.extend(&m[..a]); s.test.extend(&m[a..b]); s.train.extend(&m[b..]); }
    s.train.sort_unstable(); s.validation.sort_unstable(); s.test.sort_unstable(); s
}
pub fn fingerprint(_: &Dataset, _: &Split) -> String { String::new() }
