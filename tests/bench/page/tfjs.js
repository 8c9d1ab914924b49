import "./counters.js";
import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import "@tensorflow/tfjs-backend-webgpu";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops";
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import { BATCH } from "../shapes.mjs";
import { random, randomBatch } from "./batches.js";
import { serve } from "./serve.js";
import { newState, trainStep } from "./tfjs-train.js";

let shape;
let fixture;
let state;
let next;

function upload({ ids, mask, labels }) {
  return {
    ids: tf.tensor2d(ids, [BATCH, shape.tokens], "int32"),
    mask: tf.tensor2d(mask, [BATCH, shape.tokens]),
    labels: tf.tensor1d(labels, "int32"),
  };
}

async function train(batch) {
  const tensors = upload(batch);
  const loss = trainStep(state, tensors, shape);
  const [value] = await loss.data();
  tf.dispose([loss, tensors]);
  return value;
}

serve({
  open: async (options) => {
    ({ shape, fixture } = options);
    setWasmPaths(new URL("./", self.location.href).href);
    setThreadsCount(1);
    if (!(await tf.setBackend(options.lane))) throw new Error(`TensorFlow.js has no ${options.lane} here`);
    await tf.ready();
    state = newState(fixture.weights);
  },
  checkStep: () => train(fixture.batch),
  prepare: async () => {
    next = random(1);
  },
  step: () => train(randomBatch(shape.tokens, next)),
});
