//! A tokenizer of each kind, from texts.

use super::UNK;
use super::alphabet::byte_characters;
use super::merges::{LONGEST_WORD, Merges, Word, learn};
use super::style::{CLASSIFIER, Style};
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

/// Share of a word-piece vocabulary that single characters may take: the rest is for pieces. Where too few words are of
/// those characters alone to fill it, more characters take what is left.
const ALPHABET_SHARE: usize = 2;

pub(super) fn bytes(style: &Style) -> Result<Tokenizer> {
    byte_level(Merges { tokens: byte_tokens(style), merges: Vec::new() }, ByteLevel::new(false, true, false), style)
}

pub(super) fn bpe(texts: &[&str], vocabulary: usize, style: &Style) -> Result<Tokenizer> {
    let cut = ByteLevel::new(style.spaced, true, true);
    let counted = count_words(texts, None::<&NFC>, &cut)?;
    let ids: HashMap<char, u32> = byte_characters().into_iter().zip(style.special.len() as u32..).collect();
    let symbols = |word: &str| word.chars().map(|c| ids.get(&c).copied()).collect();
    let learnt = learn(words(&counted, symbols), byte_tokens(style), vocabulary, |a, b| format!("{a}{b}"));
    byte_level(learnt, cut, style)
}

pub(super) fn characters(texts: &[&str], vocabulary: usize, style: &Style) -> Result<Tokenizer> {
    let composition = style.composed.then_some(NFC);
    let mut counts: BTreeMap<String, i64> = BTreeMap::new();
    for text in texts {
        let normalized = normalized(text, composition.as_ref())?;
        normalized.get().chars().for_each(|c| *counts.entry(c.into()).or_default() += 1);
    }
    let tokens = frequent(counts, vocabulary, style);
    let model = BPE::builder().vocab_and_merges(numbered(&tokens), Vec::new()).unk_token(UNK.into());
    let mut tokenizer = Tokenizer::new(model.cache_capacity(0).build()?);
    tokenizer.with_normalizer(composition)?.with_decoder(Some(Fuse::new()));
    finish(tokenizer, style)
}

pub(super) fn word_piece(texts: &[&str], vocabulary: usize) -> Result<Tokenizer> {
    let normalizer = BertNormalizer::new(true, true, Some(false), true);
    let counted = count_words(texts, Some(&normalizer), &BertPreTokenizer)?;
    let counts = piece_counts(&counted);
    let alphabet = frequent(counts.clone(), vocabulary / ALPHABET_SHARE, &CLASSIFIER);
    let (characters, ids) = (alphabet.len(), alphabet.iter().cloned().zip(0..).collect::<HashMap<String, u32>>());
    let symbols = |word: &str| pieces(word).map(|piece| ids.get(&piece).copied()).collect();
    let mut tokens = learn(words(&counted, symbols), alphabet, vocabulary, join_pieces).tokens;
    let room = vocabulary.saturating_sub(tokens.len());
    let more = frequent(counts, characters + room, &CLASSIFIER);
    tokens.extend(more.into_iter().filter(|character| !ids.contains_key(character)));
    let model = WordPiece::builder()
        .vocab(numbered(&tokens))
        .unk_token(UNK.into())
        .continuing_subword_prefix(CONTINUATION.into())
        .max_input_chars_per_word(LONGEST_CUT);
    let mut tokenizer = Tokenizer::new(model.build()?);
    tokenizer.with_normalizer(Some(normalizer))?.with_pre_tokenizer(Some(BertPreTokenizer));
    tokenizer.with_decoder(Some(WordPieceDecoder::default()));
    finish(tokenizer, &CLASSIFIER)
}

fn join_pieces(left: &str, right: &str) -> String {
    format!("{left}{}", right.strip_prefix(CONTINUATION).unwrap_or(right))
}

fn byte_level(learnt: Merges, cut: ByteLevel, style: &Style) -> Result<Tokenizer> {
    let model = BPE::builder().vocab_and_merges(numbered(&learnt.tokens), learnt.merges).unk_token(UNK.into());
    let mut tokenizer = Tokenizer::new(model.build()?);
    tokenizer.with_pre_tokenizer(Some(cut)).with_decoder(Some(ByteLevel::default()));
    finish(tokenizer, style)
}

/// Names the special tokens, and lets them pass as ordinary text where a text holds them.
pub(super) fn finish(mut tokenizer: Tokenizer, style: &Style) -> Result<Tokenizer> {
    tokenizer.add_special_tokens(style.special.iter().map(|&token| AddedToken::from(token, true)))?;
    tokenizer.set_encode_special_tokens(true);
    Ok(tokenizer)
}

fn byte_tokens(style: &Style) -> Vec<String> {
    style.special.iter().map(ToString::to_string).chain(byte_characters().into_iter().map(String::from)).collect()
}

/// Tokens with their places as ids.
fn numbered(tokens: &[String]) -> Vocab {
    tokens.iter().cloned().zip(0..).collect()
}

/// The special tokens and the most frequent others, `size` together; the first in order of equals. In order.
fn frequent(counts: BTreeMap<String, i64>, size: usize, style: &Style) -> Vec<String> {
    let mut counts: Vec<(String, i64)> = counts.into_iter().collect();
    counts.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    counts.truncate(size.saturating_sub(style.special.len()));
    counts.sort_unstable();
    style.special.iter().map(ToString::to_string).chain(counts.into_iter().map(|(token, _)| token)).collect()
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
