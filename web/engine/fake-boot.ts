// `?fake`, or `?fake=SCENARIO`, in development.

import { fetchPreset, fetchText } from "./assets";
import { fakeEngine } from "./fake";
import { isScenario } from "./fake-lab";
import { browserDisk } from "./models/store";
import type { Engine } from "./spawn";

export async function bootFake(asked: URLSearchParams): Promise<Engine> {
  const [languages, spam, northanger] = await Promise.all([
    fetchPreset("languages"),
    fetchPreset("spam"),
    fetchText("northanger"),
  ]);
  const name = asked.get("fake");
  return fakeEngine({
    presets: { languages, spam },
    texts: { northanger },
    disk: browserDisk,
    ...(isScenario(name) ? { scenario: name } : {}),
  });
}
