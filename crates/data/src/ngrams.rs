pub struct Ngrams { pub min_n: usize, pub max_n: usize, pub buckets: usize, pub max_ngrams: usize }
impl Ngrams {
    pub fn encode(&self, text: &str) -> Vec<u32> {
        let mut ids = Vec::new();
        for word in text.split_whitespace() {
            let chars: Vec<char> = std::iter::once('<').chain(word.chars()).chain(std::iter::once('>')).collect();
            for n in self.min_n..=self.max_n { for w in chars.windows(n) {
                if ids.len() == self.max_ngrams { return ids; }
                let mut h: u32 = 2_166_136_261; let mut buf=[0u8;4];
                for c in w { for b in c.encode_utf8(&mut buf).bytes() { h ^= u32::from(b); h = h.wrapping_mul(16_777_619); } }
                ids.push(1 + h % self.buckets as u32);
            } }
        }
        ids
    }
}
