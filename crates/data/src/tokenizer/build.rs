//! A tokenizer of each kind, from texts.

use super::alphabet::byte_characters;
use super::merges::{LONGEST_WORD, Merges, Word, learn};
use super::{SPECIAL, UNK};
use std::collections::{BTreeMap, HashMap};
use tokenizers::decoders::fuse::Fuse;
use tokenizers::decoders::wordpiece::WordPiece as WordPieceDecoder;
use tokenizers::models::bpe::{BPE, Vocab};
use tokenizers::models::wordpiece::WordPiece;
use tokenizers::normalizers::{BertNormalizer, NFC};
use tokenizers::pre_tokenizers::bert::BertPreTokenizer;
use tokenizers::pre_tokenizers::byte_level::ByteLevel;
use tokenizers::{
    AddedToken, NormalizedString, Normalizer, OffsetReferential, OffsetType, PreTokenizedString, PreTokenizer, Result,
    Tokenizer,
};

/// Starts a piece within a word.
const CONTINUATION: &str = "##";

/// Characters of a word that is cut into pieces; a longer one is unknown, as in BERT.
const LONGEST_CUT: usize = 100;

/// Share of a word-piece vocabulary that single characters may take: the rest is for pieces.
const ALPHABET_SHARE: usize = 2;

pub(super) fn bytes() -> Result<Tokenizer> {
    byte_level(Merges { tokens: byte_tokens(), merges: Vec::new() }, ByteLevel::new(false, true, false))
}

pub(super) fn bpe(texts: &[&str], vocabulary: usize) -> Result<Tokenizer> {
    let cut = ByteLevel::new(true, true, true);
    let counted = count_words(texts, None::<&NFC>, &cut)?;
    let ids: HashMap<char, u32> = byte_characters().into_iter().zip(SPECIAL.len() as u32..).collect();
    let symbols = |word: &str| word.chars().map(|c| ids.get(&c).copied()).collect();
    byte_level(learn(words(&counted, symbols), byte_tokens(), vocabulary, |a, b| format!("{a}{b}")), cut)
}

pub(super) fn characters(texts: &[&str], vocabulary: usize) -> Result<Tokenizer> {
    let mut counts: BTreeMap<String, i64> = BTreeMap::new();
    for text in texts {
        let normalized = normalized(text, Some(&NFC))?;
        normalized.get().chars().for_each(|c| *counts.entry(c.into()).or_default() += 1);
    }
    let model =
        BPE::builder().vocab_and_merges(numbered(&frequent(counts, vocabulary)), Vec::new()).unk_token(UNK.into());
    let mut tokenizer = Tokenizer::new(model.cache_capacity(0).build()?);
    tokenizer.with_normalizer(Some(NFC))?.with_decoder(Some(Fuse::new()));
    finish(tokenizer)
}

pub(super) fn word_piece(texts: &[&str], vocabulary: usize) -> Result<Tokenizer> {
    let normalizer = BertNormalizer::new(true, true, Some(false), true);
    let counted = count_words(texts, Some(&normalizer), &BertPreTokenizer)?;
    let alphabet = frequent(piece_counts(&counted), vocabulary / ALPHABET_SHARE);
    let ids: HashMap<String, u32> = alphabet.iter().cloned().zip(0..).collect();
    let symbols = |word: &str| pieces(word).map(|piece| ids.get(&piece).copied()).collect();
    let learnt = learn(words(&counted, symbols), alphabet, vocabulary, |a, b| {
        format!("{a}{}", b.strip_prefix(CONTINUATION).unwrap_or(b))
    });
    let model = WordPiece::builder()
        .vocab(numbered(&learnt.tokens))
        .unk_token(UNK.into())
        .continuing_subword_prefix(CONTINUATION.into())
        .max_input_chars_per_word(LONGEST_CUT);
    let mut tokenizer = Tokenizer::new(model.build()?);
    tokenizer.with_normalizer(Some(normalizer))?.with_pre_tokenizer(Some(BertPreTokenizer));
    tokenizer.with_decoder(Some(WordPieceDecoder::default()));
    finish(tokenizer)
}

fn byte_level(learnt: Merges, cut: ByteLevel) -> Result<Tokenizer> {
    let model = BPE::builder().vocab_and_merges(numbered(&learnt.tokens), learnt.merges).unk_token(UNK.into());
    let mut tokenizer = Tokenizer::new(model.build()?);
    tokenizer.with_pre_tokenizer(Some(cut)).with_decoder(Some(ByteLevel::default()));
    finish(tokenizer)
}

/// Names the special tokens, and lets them pass as ordinary text where a text holds them.
pub(super) fn finish(mut tokenizer: Tokenizer) -> Result<Tokenizer> {
    tokenizer.add_special_tokens(SPECIAL.map(|token| AddedToken::from(token, true)))?;
    tokenizer.set_encode_special_tokens(true);
    Ok(tokenizer)
}

fn byte_tokens() -> Vec<String> {
    SPECIAL.iter().map(ToString::to_string).chain(byte_characters().into_iter().map(String::from)).collect()
}

/// Tokens with their places as ids.
fn numbered(tokens: &[String]) -> Vocab {
    tokens.iter().cloned().zip(0..).collect()
}

/// The special tokens and the most frequent others, `size` together; the first in order of equals. In order.
fn frequent(counts: BTreeMap<String, i64>, size: usize) -> Vec<String> {
    let mut counts: Vec<(String, i64)> = counts.into_iter().collect();
    counts.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    counts.truncate(size.saturating_sub(SPECIAL.len()));
    counts.sort_unstable();
    SPECIAL.iter().map(ToString::to_string).chain(counts.into_iter().map(|(token, _)| token)).collect()
}

/// The pieces of one character each.
fn pieces(word: &str) -> impl Iterator<Item = String> {
    let prefix = |i: usize| if i == 0 { "" } else { CONTINUATION };
    word.chars().enumerate().map(move |(i, c)| format!("{}{c}", prefix(i)))
}

fn piece_counts(words: &BTreeMap<String, i64>) -> BTreeMap<String, i64> {
    let mut counts = BTreeMap::new();
    for (word, count) in words {
        pieces(word).for_each(|piece| *counts.entry(piece).or_default() += count);
    }
    counts
}

fn normalized(text: &str, normalizer: Option<&impl Normalizer>) -> Result<NormalizedString> {
    let mut text = NormalizedString::from(text);
    if let Some(normalizer) = normalizer {
        normalizer.normalize(&mut text)?;
    }
    Ok(text)
}

/// Distinct words with how often they occur, sorted.
fn count_words(
    texts: &[&str],
    normalizer: Option<&impl Normalizer>,
    cut: &impl PreTokenizer,
) -> Result<BTreeMap<String, i64>> {
    let mut counts: HashMap<String, i64> = HashMap::new();
    for text in texts {
        let mut text = PreTokenizedString::from(normalized(text, normalizer)?);
        cut.pre_tokenize(&mut text)?;
        for (word, _, _) in text.get_splits(OffsetReferential::Original, OffsetType::None) {
            match counts.get_mut(word) {
                Some(count) => *count += 1,
                None => drop(counts.insert(word.to_owned(), 1)),
            }
        }
    }
    Ok(counts.into_iter().collect())
}

/// Words as symbols; one that is too long, or has a character outside the alphabet, is left out.
fn words(counted: &BTreeMap<String, i64>, symbols: impl Fn(&str) -> Option<Vec<u32>>) -> Vec<Word> {
    let word = |(word, &count): (&String, &i64)| Some(Word { symbols: symbols(word)?, count });
    counted.iter().filter_map(word).filter(|word| word.symbols.len() <= LONGEST_WORD).collect()
}
