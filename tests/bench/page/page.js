// The page's side: workers by name, asked one at a time by the command (run.mjs) through `window.bench`.

/** @type {Map<string, { worker: Worker, ask: (call: string, options: object, timeout: number) => Promise<object> }>} */
const workers = new Map();
let fixture = null;
let lastId = 0;

function limited(promise, milliseconds, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${milliseconds / 1000} s`)), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

function spawn(url) {
  const worker = new Worker(url, { type: "module" });
  const ask = (call, options, timeout) => {
    const id = ++lastId;
    const answer = new Promise((resolve, reject) => {
      worker.onerror = (event) => reject(new Error(event.message ?? "the worker's script failed"));
      worker.onmessage = ({ data }) => {
        if (data.id !== id) return;
        if ("error" in data) reject(new Error(data.error));
        else resolve(data.value);
      };
      worker.postMessage({ id, call, options });
    });
    return limited(answer, timeout, call);
  };
  return { worker, ask };
}

window.bench = {
  /** Starts a contender and lets it train its first step; milliseconds from an empty worker to that step's loss. */
  async open(name, url, options, timeout) {
    const start = performance.now();
    const entry = spawn(url);
    workers.set(name, entry);
    const value = await entry.ask("open", { ...options, fixture }, timeout);
    return { ...value, milliseconds: performance.now() - start };
  },
  ask: (name, call, options, timeout) => workers.get(name).ask(call, options, timeout),
  close(name) {
    workers.get(name)?.worker.terminate();
    workers.delete(name);
  },
  /** Asks a worker that lives no longer. */
  async once(url, call, options, timeout) {
    const { worker, ask } = spawn(url);
    try {
      return await ask(call, options, timeout);
    } finally {
      worker.terminate();
    }
  },
  /** Takes initial weights and a batch from this project's own artefact, for all contenders. */
  async takeFixture(url, options, timeout) {
    ({ fixture } = await this.once(url, "fixture", options, timeout));
    return Object.values(fixture.weights).reduce((sum, { values }) => sum + values.length, 0);
  },
  /** What the browser says of itself. */
  async environment() {
    const adapter = await navigator.gpu?.requestAdapter();
    const { vendor, architecture, device, description, isFallbackAdapter } = adapter?.info ?? {};
    const named = [vendor, architecture, device, description].filter(Boolean).join(" ");
    return { isolated: crossOriginIsolated, adapter: adapter ? named : null, software: isFallbackAdapter ?? false };
  },
};
