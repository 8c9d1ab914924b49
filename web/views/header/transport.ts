// Play, pause, step, skip, reset: buttons and keys.

import { html, type TemplateResult } from "lit";
import { type MessageKey, t } from "../../i18n";
import { isLoaded, isReading } from "../../state/present";
import { status } from "../../state/run";
import { icons } from "../../ui/icons";
import { type Wish, wish } from "../../ui/view";

type Press = Extract<Wish["type"], "play" | "pause" | "step" | "skip" | "reset">;

function button(host: HTMLElement, press: Press, disabled: boolean): TemplateResult {
  const name = t(`transport.${press}`);
  return html`<button type="button" class="tool" data-testid=${press} aria-label=${name} title=${name}
    ?disabled=${disabled} @click=${() => wish(host, { type: press })}>${icons[press]}</button>`;
}

function mainWord(): MessageKey {
  switch (status.value) {
    case "running":
      return "transport.pause.short";
    case "paused":
      return "transport.resume";
    case "done":
    case "failed":
      return "transport.again.short";
    default:
      return "transport.play.short";
  }
}

function main(host: HTMLElement): TemplateResult {
  const press: Press = status.value === "running" ? "pause" : "play";
  const name = t(`transport.${press}`);
  const ready = isLoaded.value && !isReading.value && status.value !== "starting";
  return html`<button type="button" class="main" data-testid=${press} aria-label=${name} title=${name}
    ?disabled=${!ready} @click=${() => wish(host, { type: press })}>${icons[press]}<span>${t(mainWord())}</span></button>`;
}

export function transport(host: HTMLElement): TemplateResult {
  const now = status.value;
  const on = now === "running" || now === "paused";
  const blocked = now === "starting" || !isLoaded.value || isReading.value;
  return html`<div class="transport" role="group" aria-label=${t("transport.name")}>
    ${main(host)} ${button(host, "step", blocked)} ${button(host, "skip", !on)}
    ${button(host, "reset", now === "idle")}
  </div>`;
}

function within(event: Event, elements: string): boolean {
  return event.target instanceof Element && event.target.closest(elements) !== null;
}

/** Space plays and pauses, `s` steps; not while something is being typed or pressed. */
export function pressed(host: HTMLElement, event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || within(event, "input, textarea, select")) return;
  if (event.key === " " && !within(event, "button, summary, a, label, [role=listbox]")) {
    event.preventDefault();
    wish(host, { type: status.value === "running" ? "pause" : "play" });
  } else if (event.key === "s") wish(host, { type: "step" });
}
