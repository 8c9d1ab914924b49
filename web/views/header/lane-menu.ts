// Where the numbers are computed, and how that was chosen.

import { html, nothing, type TemplateResult } from "lit";
import type { BrowserLane } from "../../engine/protocol";
import { t } from "../../i18n";
import { milliseconds } from "../../i18n/format";
import { activeLane, adapter, deviceName, LANE_CHOICES, laneChoice, race, stepTimes } from "../../state/lane";
import { task } from "../../state/task";
import { icons } from "../../ui/icons";

function choice(name: (typeof LANE_CHOICES)[number]): TemplateResult {
  const missing = name === "webgpu" && adapter.value === null;
  return html`<label class="choice">
    <input type="radio" name="lane" value=${name} data-testid="lane-${name}" .checked=${laneChoice.value === name} ?disabled=${missing}
      @change=${() => {
        laneChoice.value = name;
      }} />
    <span>${t(`lane.${name}`)}<small>${t(missing ? "lane.webgpu.missing" : `lane.${name}.help`)}</small></span>
  </label>`;
}

function timing(lane: BrowserLane): TemplateResult | typeof nothing {
  const time = stepTimes.value[lane];
  if (time === undefined) return nothing;
  return html`<tr><th scope="row">${t(`lane.${lane}`)}</th><td>${milliseconds(time)}</td></tr>`;
}

function figures(): TemplateResult | typeof nothing {
  if (stepTimes.value.cpu === undefined) return nothing;
  return html`<table class="timing"><caption>${t("lane.timed")}</caption>
    <tbody>${timing("cpu")}${timing("webgpu")}</tbody></table>`;
}

/** Why the numbers are computed where they are. */
function why(): string {
  if (laneChoice.value !== "auto") return t("lane.why.chosen");
  if (adapter.value === null) return t("lane.why.only");
  if (task.value === "language_model") return t("lane.why.language");
  return t(race.value === "none" ? "lane.why.untimed" : `lane.race.${race.value}`);
}

function adapterText(): TemplateResult | typeof nothing {
  const found = adapter.value;
  if (!found) return nothing;
  return html`<p class="help">${t(found.software ? "lane.adapter.software" : "lane.adapter", { name: found.name })}</p>`;
}

/** A press elsewhere, or Escape, closes the menu. */
export function closeMenu(host: HTMLElement, event: Event): void {
  const menu = host.querySelector("details.menu");
  if (!menu?.hasAttribute("open")) return;
  const inside = event.target instanceof Node && menu.contains(event.target);
  if (event instanceof KeyboardEvent) menu.querySelector("summary")?.focus();
  else if (inside) return;
  menu.removeAttribute("open");
}

export function laneMenu(): TemplateResult {
  const lane = t(`lane.${activeLane.value}`);
  return html`<details class="menu" data-testid="lane-menu">
    <summary data-testid="lane" data-lane=${activeLane.value} title=${why()}>
      <span class="dot ${race.value === "timing" ? "busy" : ""}"></span><span class="lane-name">${lane}</span>
      <span class="device">${deviceName.value}</span>${icons.chevron}
    </summary>
    <div class="menu-body">
      <fieldset><legend>${t("lane.title")}</legend>${LANE_CHOICES.map(choice)}</fieldset>
      <p class="why" data-testid="lane-why" data-race=${race.value}>${why()}</p>
      ${figures()} ${adapterText()}
      <p class="help">${t("lane.applies")}</p>
    </div>
  </details>`;
}
