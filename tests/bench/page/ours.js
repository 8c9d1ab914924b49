import "./counters.js";
import { guardGpu } from "../../../web/engine/gpu-guard";
import { CHECK_STEPS } from "../shapes.mjs";
import { exampleTable, longTable, recipe } from "./ours-data.js";
import { fixture } from "./ours-fixture.js";
import { overhead } from "./ours-language.js";
import { compileTimes, watchShaders } from "./pipelines.js";
import { serve } from "./serve.js";

let shape;
let lab;

async function openLab(lane) {
  if (lane === "webgpu") guardGpu(GPUAdapter.prototype, () => {});
  const folder = new URL(`./${lane}/`, self.location.href);
  const artefact = await import(/* @vite-ignore */ new URL("stillroom_wasm.js", folder).href);
  const wasm = await fetch(new URL("stillroom_wasm_bg.wasm", folder));
  await artefact.default({ module_or_path: await wasm.arrayBuffer() });
  return artefact.Lab.create("bench");
}

/** Starts a run whose first steps train the control: the student's network on hard labels. */
function begin(table, epochs) {
  const asked = recipe(shape, epochs);
  lab.load(asked, "bench.csv", table);
  lab.start(asked);
}

/** Goes on to the next training step; its loss. */
async function train() {
  let report;
  do report = await lab.step();
  while (report.type !== "step");
  return report.loss;
}

serve(
  {
    open: async (options) => {
      shape = options.shape;
      lab = await openLab(options.lane);
      begin(exampleTable(shape.tokens), CHECK_STEPS);
    },
    checkStep: train,
    prepare: async (steps) => begin(longTable(shape.tokens, steps), 1),
    step: train,
  },
  {
    fixture: async (options) => ({ fixture: await fixture(await openLab(options.lane), options.shape) }),
    shaders: async (options) => {
      shape = options.shape;
      watchShaders();
      lab = await openLab(options.lane);
      begin(exampleTable(shape.tokens), 1);
      await train();
      return { times: await compileTimes() };
    },
    overhead: async (options) => overhead(await openLab(options.lane), options),
  },
);
