// Pictures of a finished run, where the environment names a folder for them.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Tab } from "./tab";

const WIDTHS = { "": 1440, "-narrow": 390 };

export async function saveScreens(tab: Tab): Promise<void> {
  const folder = process.env.SCREENS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  for (const theme of ["light", "dark"]) {
    for (const [suffix, width] of Object.entries(WIDTHS)) {
      await tab.page.setViewportSize({ width, height: 1000 });
      await tab.page.evaluate(() => scrollTo(0, 0));
      const name = `finished${theme === "dark" ? "-dark" : ""}${suffix}.png`;
      await tab.page.screenshot({ path: join(folder, name), fullPage: true });
    }
    await tab.get("theme").click();
  }
  await tab.page.setViewportSize({ width: 1440, height: 1000 });
}
