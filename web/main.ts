// Fetches everything, opens the session and joins it to the page.

import "./ui/fonts.css";
import "./ui/tokens.css";
import "./ui/base.css";
import "./views/app";
import { effect } from "@preact/signals-core";
import { toErrorReport } from "./engine/errors";
import { type Engine, loadEngine } from "./engine/spawn";
import { Session } from "./session/session";
import { boot } from "./state/boot";
import type { TextOrigin } from "./state/corpus";
import type { Origin } from "./state/data";
import { raise } from "./state/errors";
import { isLaneChoice, laneChoice } from "./state/lane";
import { outcome } from "./state/present";
import { LANGUAGES, language, pickLanguage, THEMES, theme } from "./state/settings";
import { addressOf, task, taskFromAddress } from "./state/task";
import { saveBlob } from "./ui/download";
import type { Wish } from "./ui/view";

const asked = new URLSearchParams(location.search);

function readSettings(): void {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  theme.value = THEMES.find((known) => known === asked.get("theme")) ?? (dark ? "dark" : "light");
  language.value = LANGUAGES.find((known) => known === asked.get("lang")) ?? pickLanguage(navigator.languages);
  const lane = asked.get("lane");
  if (isLaneChoice(lane)) laneChoice.value = lane;
  task.value = taskFromAddress(asked.get("task"));
}

/** What the present task begins with. */
function firstSource(): Origin | TextOrigin {
  const wanted = asked.get("preset");
  if (task.value === "language_model") return wanted === "arithmetic" ? "arithmetic" : "northanger";
  return wanted === "spam" ? "spam" : "languages";
}

function reflect(): void {
  effect(() => {
    document.documentElement.lang = language.value;
    document.documentElement.dataset.theme = theme.value;
  });
  effect(() => {
    const element = document.getElementById("report-json");
    if (element) element.textContent = outcome.value ? JSON.stringify(outcome.value) : "";
  });
  effect(() => {
    const query = addressOf(task.value, location.search);
    if (query !== location.search) history.replaceState(null, "", `${location.pathname}${query}${location.hash}`);
  });
}

async function findEngine(): Promise<Engine> {
  if (import.meta.env.DEV && asked.has("fake")) return (await import("./engine/fake-boot")).bootFake(asked);
  return loadEngine();
}

async function carryOut(session: Session, wish: Wish): Promise<void> {
  switch (wish.type) {
    case "task":
      return session.changeTask(wish.task);
    case "choose":
      return session.choose(wish.origin);
    case "choose_text":
      return session.chooseText(wish.origin);
    case "file":
      return session.useFile(wish.file);
    case "recipe":
      return session.useRecipe(wish.json);
    case "dropped":
      return session.drop(wish.files);
    case "model_files":
      return session.models.useFiles(wish.files);
    case "model_address":
      return session.models.useAddress(wish.address);
    case "use_model":
      return session.models.useStored(wish.name);
    case "keep_model":
      return session.models.keep(wish.name);
    case "remove_model":
      return session.models.remove(wish.name);
    case "cancel_model":
      return session.models.cancel();
    case "offer_student":
      return session.offerStudent();
    case "download_student": {
      const file = await session.exportStudent(wish.format);
      if (file) saveBlob(file, wish.name);
      return;
    }
    default:
      return session[wish.type]();
  }
}

/** Both ranges of the typeface: a Polish word typed later must not cause a request. */
function loadFonts(): Promise<unknown> {
  return Promise.all(["a", "ł"].map((letter) => document.fonts.load('1em "IBM Plex Sans Variable"', letter)));
}

async function start(): Promise<void> {
  readSettings();
  reflect();
  try {
    const [engine] = await Promise.all([findEngine(), loadFonts()]);
    const session = new Session(engine);
    document.addEventListener("wish", (event) => {
      carryOut(session, event.detail).catch((thrown: unknown) => raise(toErrorReport(thrown)));
    });
    await session.open(firstSource());
    boot.value = "ready";
  } catch (thrown) {
    boot.value = "failed";
    raise(toErrorReport(thrown));
  }
  document.documentElement.dataset.ready = "true";
}

void start();
