// Texts to ids by a tokenizer.json of Stillroom's kinds, or by hashed n-grams.

/** Unicode's white space: JavaScript's `\s` has another idea of it. */
const SPACE = "\\t-\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const SPACES = new RegExp(`[${SPACE}]+`, "u");
/** GPT-2's words. */
const WORDS = new RegExp(
  `'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^${SPACE}\\p{L}\\p{N}]+|[${SPACE}]+(?![^${SPACE}])|[${SPACE}]+`,
  "gu",
);
/** What BERT cuts off by itself: ASCII's signs and Unicode's punctuation. */
const SIGN = /[!-/:-@[-`{-~\p{P}]/u;
const IDEOGRAPH =
  /[\u4e00-\u9fff\u3400-\u4dbf\u{20000}-\u{2a6df}\u{2a700}-\u{2b81f}\u{2b920}-\u{2ceaf}\uf900-\ufaff\u{2f800}-\u{2fa1f}]/u;
const UNKNOWN = 1;
const encoder = new TextEncoder();

/** GPT-2's alphabet: a visible character for each byte. */
const BYTES = (() => {
  const visible = (byte) => (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(visible(byte) ? byte : next++));
})();
const BYTE_OF = new Map(BYTES.map((character, byte) => [character, byte]));

/** Hashed character n-grams of words (fastText): `1 + FNV-1a mod buckets`. */
export function ngrams(text, { min_n, max_n, buckets, max_ngrams }) {
  const ids = [];
  for (const word of text.split(SPACES).filter(Boolean)) {
    const letters = [...`<${word}>`];
    for (let n = Math.max(1, min_n); n <= max_n; n++) {
      for (let at = 0; at + n <= letters.length && ids.length < max_ngrams; at++) {
        ids.push(1 + (fnv(letters.slice(at, at + n).join("")) % buckets));
      }
    }
  }
  return ids;
}

function fnv(text) {
  let hash = 0x811c9dc5;
  for (const byte of encoder.encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}

/** `encode` and `decode` of a tokenizer.json. */
export function tokenizerOf(json) {
  const { model, normalizer, pre_tokenizer: cut } = json;
  const words = (text) => wordsOf(normalized(text, normalizer), cut);
  const ids = model.type === "WordPiece" ? (word) => pieces(word, model) : mergerOf(model);
  const tokens = [];
  for (const [token, id] of Object.entries(model.vocab)) tokens[id] = token;
  const bytes = cut?.type === "ByteLevel";
  return {
    encode: (text) => (text === "" ? [] : words(text).flatMap(ids)),
    /** Bytes of an id: those of a text only together, for a letter may be of two ids. */
    bytes: (id) => bytesOf(tokens[id] ?? "", bytes),
  };
}

function bytesOf(token, levelled) {
  if (/^\[(PAD|UNK)\]$|^<\|endoftext\|>$/.test(token)) return [];
  return levelled ? [...token].map((character) => BYTE_OF.get(character) ?? 63) : [...encoder.encode(token)];
}

function normalized(text, normalizer) {
  if (normalizer?.type === "NFC") return text.normalize("NFC");
  return normalizer?.type === "BertNormalizer" ? bertNormalized(text) : text;
}

function bertNormalized(text) {
  let out = "";
  for (const character of text) {
    if (/[\t\n\r]/.test(character)) out += " ";
    else if (/[\ufffd\p{Cc}\p{Cf}\p{Cn}\p{Co}]/u.test(character)) continue;
    else if (SPACES.test(character)) out += " ";
    else if (IDEOGRAPH.test(character)) out += ` ${character} `;
    else out += character.toLowerCase();
  }
  return out;
}

function wordsOf(text, cut) {
  if (!cut) return [text];
  if (cut.type === "BertPreTokenizer") {
    return text.split(SPACES).flatMap((word) => word.split(new RegExp(`(${SIGN.source})`, "u")).filter(Boolean));
  }
  const spaced = cut.add_prefix_space && !text.startsWith(" ") ? ` ${text}` : text;
  const words = cut.use_regex ? (spaced.match(WORDS) ?? []) : [spaced];
  return words.map((word) => Array.from(encoder.encode(word), (byte) => BYTES[byte]).join(""));
}

/** The longest known piece from the left, again and again; a word with a part that is not known is unknown. */
function pieces(word, { vocab, continuing_subword_prefix: prefix, max_input_chars_per_word: longest }) {
  const letters = [...word];
  if (letters.length > longest) return [UNKNOWN];
  const ids = [];
  for (let from = 0; from < letters.length; ) {
    let to = letters.length;
    const piece = () => (from ? prefix : "") + letters.slice(from, to).join("");
    while (to > from && !Object.hasOwn(vocab, piece())) to--;
    if (to === from) return [UNKNOWN];
    ids.push(vocab[piece()]);
    from = to;
  }
  return ids;
}

function mergerOf({ vocab, merges }) {
  const pair = (merge) => (typeof merge === "string" ? merge : merge.join(" "));
  const ranks = new Map(merges.map((merge, rank) => [pair(merge), rank]));
  const id = (token) => (Object.hasOwn(vocab, token) ? vocab[token] : UNKNOWN);
  return (word) => merged([...word], ranks).map(id);
}

/** Neighbours joined in the order in which their merges were learnt. */
function merged(symbols, ranks) {
  for (;;) {
    let [best, place] = [Number.POSITIVE_INFINITY, -1];
    for (let at = 0; at + 1 < symbols.length; at++) {
      const rank = ranks.get(`${symbols[at]} ${symbols[at + 1]}`);
      if (rank < best) [best, place] = [rank, at];
    }
    if (place < 0) return symbols;
    symbols.splice(place, 2, symbols[place] + symbols[place + 1]);
  }
}
