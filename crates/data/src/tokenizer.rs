use crate::{DataError, DataErrorKind};
use tokenizers::models::bpe::{BPE, BpeTrainerBuilder};
use tokenizers::pre_tokenizers::byte_level::ByteLevel;
use tokenizers::models::TrainerWrapper;
use tokenizers::{AddedToken, Model};
#[derive(Debug, Clone)] pub enum TokenizerKind { Bytes, Characters { vocabulary: usize }, Bpe { vocabulary: usize }, WordPiece { vocabulary: usize } }
pub struct Tokenizer { inner: tokenizers::Tokenizer }
impl Tokenizer {
    pub fn train(kind: &TokenizerKind, texts: &[&str]) -> Result<Self, DataError> {
        let TokenizerKind::Bpe { vocabulary } = kind else { panic!() };
        let mut t = tokenizers::Tokenizer::new(BPE::default());
        t.with_pre_tokenizer(Some(ByteLevel::default().add_prefix_space(true)));
        let trainer = BpeTrainerBuilder::new().vocab_size(*vocabulary).show_progress(false).initial_alphabet(ByteLevel::alphabet().into_iter().collect()).special_tokens(vec![AddedToken::from("[PAD]", true), AddedToken::from("[UNK]", true)]).build();
        let mut trainer: TrainerWrapper = trainer.into();
        t.train(&mut trainer, texts.iter().map(|s| (*s).to_string())).map_err(|e| DataError::new(DataErrorKind::Tokenizer, "", e.to_string()))?;
        Ok(Self { inner: t })
    }
    pub fn encode(&self, text: &str, max: usize) -> Vec<u32> { let mut v = self.inner.encode(text, false).map(|e| e.get_ids().to_vec()).unwrap_or_default(); v.truncate(max); v }
    pub fn vocabulary(&self) -> usize { self.inner.get_model().get_vocab_size() }
    pub fn to_json(&self) -> String { self.inner.to_string(false).unwrap_or_default() }
    pub fn from_json(j: &str) -> Result<Self, DataError> { Ok(Self { inner: j.parse().map_err(|e: tokenizers::Error| DataError::new(DataErrorKind::Tokenizer, "", e.to_string()))? }) }
}
