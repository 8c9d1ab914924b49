// The command's options.

const HELP = `node tests/bench/run.mjs [--quick] [--only=cpu|webgpu] [--out=FILE]

  --quick     fewer and shorter repetitions
  --only      one lane
  --out       where the report goes; without it, a whole run writes docs/benchmarks.md and any other is only printed`;

/** By lane: repetitions, and milliseconds that each should fill. */
const THOROUGH = {
  cpu: { repetitions: 7, repetitionMs: 2000 },
  webgpu: { repetitions: 3, repetitionMs: 3000 },
};
const QUICK = {
  cpu: { repetitions: 3, repetitionMs: 500 },
  webgpu: { repetitions: 3, repetitionMs: 500 },
};

/** @param {string[]} args */
export function readOptions(args) {
  const known = /^--(quick|only=(cpu|webgpu)|out=.+)$/;
  const unknown = args.find((arg) => !known.test(arg));
  if (unknown) throw new Error(`The option ${unknown} is not known.\n\n${HELP}`);
  const value = (name) => args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3) ?? null;
  const quick = args.includes("--quick");
  const only = value("only");
  const out = value("out") ?? (quick || only ? null : "docs/benchmarks.md");
  const lanes = only ? [only] : ["cpu", "webgpu"];
  return { quick, only, out, lanes, plans: quick ? QUICK : THOROUGH };
}
