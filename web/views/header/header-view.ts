import { html } from "lit";
import { t } from "../../i18n";
import { outcome } from "../../state/present";
import { phase, status } from "../../state/run";
import { View } from "../../ui/view";
import { closeMenu, laneMenu } from "./lane-menu";
import { preferences } from "./preferences";
import "./progress-strip";
import { taskSwitch } from "./task-switch";
import { pressed, transport } from "./transport";
import "./header.css";

/** What a screen reader hears: phases, not steps. */
function announcement(): string {
  const now = status.value;
  if (now === "running" && phase.value) return t(`phase.${phase.value}`);
  if (now === "paused") return t("status.paused");
  if (now === "failed") return t("status.failed");
  return now === "done" && outcome.value ? t(`verdict.${outcome.value.verdict.kind}`) : "";
}

class Header extends View {
  #onKey = (event: KeyboardEvent) => {
    if (event.key === "Escape") closeMenu(this, event);
    else pressed(this, event);
  };

  #onPress = (event: PointerEvent) => closeMenu(this, event);

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("keydown", this.#onKey);
    document.addEventListener("pointerdown", this.#onPress);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("keydown", this.#onKey);
    document.removeEventListener("pointerdown", this.#onPress);
  }

  protected override render() {
    return html`<header class="top">
      <div class="brand">
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <rect class="vessel" x="2" y="3" width="17" height="17" rx="1.5" />
          <path class="pipe" d="M10.5 20v5.5H22" />
          <rect class="drop" x="22.5" y="22" width="7" height="7" rx="1" />
        </svg>
        <h1 title=${t("app.purpose")}>Stillroom</h1>
      </div>
      ${taskSwitch(this)} ${transport(this)} <sr-progress class="progress"></sr-progress>
      <div class="settings">${laneMenu()} ${preferences()}</div>
    </header>
    <p class="visually-hidden" aria-live="polite">${announcement()}</p>`;
  }
}

customElements.define("sr-header", Header);
