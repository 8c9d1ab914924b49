// How far a download or another piece of work on a model has come.

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n";
import { bytes } from "../../i18n/format";
import { type ModelWork, modelWork, shareDone } from "../../state/pretrained";
import { View, wish } from "../../ui/view";

function title({ kind, name }: ModelWork): string {
  return name === "" ? t("models.work.some") : t(`models.work.${kind}`, { name });
}

function sizes({ done, of, file }: ModelWork): string {
  if (done === 0) return of === null ? file : bytes(of);
  const size = of === null ? bytes(done) : t("models.stored.of", { done: bytes(done), of: bytes(of) });
  return file === "" ? size : `${file} · ${size}`;
}

function bar(work: ModelWork): TemplateResult {
  const share = work.kind === "open" ? null : shareDone(work);
  return html`<div class="progress-line ${share === null ? "unknown" : ""}" role="progressbar" aria-label=${title(work)}
    aria-valuemin="0" aria-valuemax="100" aria-valuenow=${share === null ? nothing : Math.round(100 * share)}
    style="--done:${share ?? 0}"><i></i></div>`;
}

/** An element of its own: it redraws with every bite, the picker does not. */
class WorkBar extends View {
  protected override render() {
    const work = modelWork.value;
    if (!work) return nothing;
    return html`<div class="model-work" data-testid="model-work" data-kind=${work.kind}>
      <p role="status"><b>${title(work)}</b></p>
      ${bar(work)}
      <p class="help">${sizes(work)}</p>
      ${
        work.kind === "download"
          ? html`<button type="button" class="quiet-button" data-testid="model-cancel"
              @click=${() => wish(this, { type: "cancel_model" })}>${t("models.cancel")}</button>`
          : nothing
      }
    </div>`;
  }
}

customElements.define("sr-model-work", WorkBar);
