import "./counters.js";
import { defaultDevice, init, numpy as np } from "@jax-js/jax";
import { BATCH } from "../shapes.mjs";
import { random, randomBatch } from "./batches.js";
import { newState, trainStep } from "./jax-train.js";
import { serve } from "./serve.js";

let shape;
let fixture;
let state;
let step;
let next;

function upload({ ids, mask, labels }) {
  return {
    ids: np.array(ids, { shape: [BATCH, shape.tokens], dtype: np.int32 }),
    mask: np.array(mask, { shape: [BATCH, shape.tokens] }),
    labels: np.array(labels, { dtype: np.int32 }),
  };
}

async function train(batch) {
  const [loss, after] = step(state, upload(batch));
  state = after;
  return (await loss.data())[0];
}

serve({
  open: async (options) => {
    ({ shape, fixture } = options);
    const available = await init(options.lane);
    if (!available.includes(options.lane)) throw new Error(`jax-js has no ${options.lane} here`);
    defaultDevice(options.lane);
    state = newState(fixture.weights);
    step = trainStep(shape, fixture.weights);
  },
  checkStep: () => train(fixture.batch),
  prepare: async () => {
    next = random(1);
  },
  step: () => train(randomBatch(shape.tokens, next)),
});
