// `?fake`, or `?fake=SCENARIO`, in development.

import { fetchPreset } from "./assets";
import { fakeEngine } from "./fake";
import { isScenario } from "./fake-lab";
import type { Engine } from "./spawn";

export async function bootFake(asked: URLSearchParams): Promise<Engine> {
  const [languages, spam] = await Promise.all([fetchPreset("languages"), fetchPreset("spam")]);
  const name = asked.get("fake");
  return fakeEngine({ presets: { languages, spam }, ...(isScenario(name) ? { scenario: name } : {}) });
}
