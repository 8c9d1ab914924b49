// Small files, made up: three kinds of short notices that a bag of n-grams can tell apart, though not all of them.

export interface Row {
  text: string;
  label: string;
}

const WORDS: Record<string, string[]> = {
  harbour: "anchor tide ferry rope sail buoy quay wave hull crane net gull".split(" "),
  kitchen: "oven salt knife dough broth spoon pepper onion sieve yeast ladle plum".split(" "),
  workshop: "lathe bolt plank nail saw glue vice drill chisel plane bench awl".split(" "),
};
export const CLASSES = Object.keys(WORDS);

/** Numbers in 0..1 (Park & Miller 1988): the same rows on every machine. */
function drawer(seed: number): () => number {
  let state = seed * 7919 + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** `count` rows, as many of each class; of the six words of a text two come from anywhere. */
export function toyRows(count = 240, seed = 1): Row[] {
  const draw = drawer(seed);
  const one = (from: string[]) => from[Math.floor(draw() * from.length)] ?? "";
  const all = Object.values(WORDS).flat();
  return Array.from({ length: count }, (_, at) => {
    const label = CLASSES[at % CLASSES.length] ?? "";
    const own = WORDS[label] ?? [];
    const words = [one(own), one(all), one(own), one(own), one(all), one(own)];
    return { text: `${words.join(" ")} ${at}`, label };
  });
}

export function csv(rows: Row[], delimiter = ","): string {
  return `${[["text", "label"], ...rows.map((row) => [row.text, row.label])].map((cells) => cells.join(delimiter)).join("\n")}\n`;
}

export function jsonLines(rows: Row[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}

/** Probabilities of each class, as a large model would give them: mostly right, never sure. */
function softened({ label }: Row, draw: () => number): number[] {
  const sure = 0.6 + 0.3 * draw();
  return CLASSES.map((name) => (name === label ? sure : (1 - sure) / (CLASSES.length - 1)));
}

/** Rows that bring a probability for each class. */
export function softCsv(rows: Row[]): string {
  const draw = drawer(5);
  const head = ["text", "label", ...CLASSES.map((name) => `p:${name}`)];
  const body = rows.map((row) => [row.text, row.label, ...softened(row, draw).map((p) => p.toFixed(4))]);
  return `${[head, ...body].map((cells) => cells.join(",")).join("\n")}\n`;
}

export function softJsonLines(rows: Row[]): string {
  const draw = drawer(5);
  const line = (row: Row) => {
    const soft = softened(row, draw);
    return JSON.stringify({ text: row.text, probabilities: Object.fromEntries(CLASSES.map((c, i) => [c, soft[i]])) });
  };
  return rows.map((row) => `${line(row)}\n`).join("");
}

/** UTF-16 with a byte-order mark. */
export function utf16(text: string, order: "le" | "be"): Uint8Array {
  const bytes = Buffer.from(`\ufeff${text}`, "utf16le");
  return order === "le" ? bytes : bytes.swap16();
}
