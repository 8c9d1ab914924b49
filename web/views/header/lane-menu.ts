// Where the numbers are computed, and how that was chosen.

import { html, nothing, type TemplateResult } from "lit";
import type { BrowserLane } from "../../engine/protocol";
import { type MessageKey, t } from "../../i18n";
import { milliseconds } from "../../i18n/format";
import { activeLane, adapter, deviceName, LANE_CHOICES, laneChoice, race, stepTimes } from "../../state/lane";
import { icons } from "../../ui/icons";

function choice(name: (typeof LANE_CHOICES)[number]): TemplateResult {
  const missing = name === "webgpu" && adapter.value === null;
  return html`<label class="choice">
    <input type="radio" name="lane" value=${name} data-testid="lane-${name}" .checked=${laneChoice.value === name}
      @change=${() => {
        laneChoice.value = name;
      }} />
    <span>${t(`lane.${name}` as MessageKey)}<small>${t((missing ? "lane.webgpu.missing" : `lane.${name}.help`) as MessageKey)}</small></span>
  </label>`;
}

function timing(lane: BrowserLane): TemplateResult | typeof nothing {
  const time = stepTimes.value[lane];
  if (time === undefined) return nothing;
  return html`<tr><th scope="row">${t(`lane.${lane}` as MessageKey)}</th><td>${milliseconds(time)}</td></tr>`;
}

function figures(): TemplateResult | typeof nothing {
  if (stepTimes.value.cpu === undefined) return nothing;
  return html`<table class="timing"><caption>${t("lane.timed")}</caption>
    <tbody>${timing("cpu")}${timing("webgpu")}</tbody></table>`;
}

function raceText(): TemplateResult | typeof nothing {
  if (race.value === "none") return nothing;
  return html`<p class="help" data-testid="lane-race">${t(`lane.race.${race.value}` as MessageKey)}</p>`;
}

function adapterText(): TemplateResult | typeof nothing {
  const found = adapter.value;
  if (!found) return nothing;
  return html`<p class="help">${t(found.software ? "lane.adapter.software" : "lane.adapter", { name: found.name })}</p>`;
}

export function laneMenu(): TemplateResult {
  const lane = t(`lane.${activeLane.value}` as MessageKey);
  return html`<details class="menu">
    <summary data-testid="lane" data-lane=${activeLane.value} title=${t("lane.title")}>
      <span class="dot ${race.value === "timing" ? "busy" : ""}"></span><span class="lane-name">${lane}</span>
      <span class="device">${deviceName.value}</span>${icons.chevron}
    </summary>
    <div class="menu-body">
      <fieldset><legend>${t("lane.title")}</legend>${LANE_CHOICES.map(choice)}</fieldset>
      ${figures()} ${raceText()} ${adapterText()}
      <p class="help">${t("lane.applies")}</p>
    </div>
  </details>`;
}
