// The formats that the student can leave in, with what reads each and how.

import { signal } from "@preact/signals-core";
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { ExportFormat, ExportOffer } from "../../engine/generated/spec";
import { t } from "../../i18n";
import { bytes } from "../../i18n/format";
import { exportsOpen, offers, snippetOf } from "../../state/exports";
import { task } from "../../state/task";
import { icons } from "../../ui/icons";
import { View, wish } from "../../ui/view";
import "./exports.css";

/** Milliseconds that the button says that it has copied. */
const COPIED_MS = 1500;

const chosen = signal<ExportFormat>("zip");
const copied = signal(false);

function row({ format, bytes: size }: ExportOffer): TemplateResult {
  return html`<label class="format" data-format=${format}>
    <input type="radio" name="format" .checked=${format === chosen.value} @change=${() => (chosen.value = format)} />
    <span><b>${t(`export.${format}`)}</b><span class="help">${t(`export.${format}.help`)}</span></span>
    <span class="size">${bytes(size)}</span>
  </label>`;
}

async function copy(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
  copied.value = true;
  setTimeout(() => (copied.value = false), COPIED_MS);
}

function snippet(offer: ExportOffer): TemplateResult {
  const text = snippetOf(offer, task.value);
  return html`<div class="snippet">
    <pre tabindex="0" aria-label=${t("export.snippet")}><code>${text}</code></pre>
    <button type="button" class="quiet-button" data-testid="copy-snippet" @click=${() => void copy(text)}>
      ${copied.value ? t("export.copied") : t("export.copy")}</button>
  </div>`;
}

class ExportDialog extends View {
  protected override render() {
    if (!exportsOpen.value) return nothing;
    const all = offers.value;
    const one = all?.find(({ format }) => format === chosen.value) ?? all?.[0];
    return html`<dialog aria-labelledby="export-title" data-testid="exports" @close=${() => (exportsOpen.value = false)}>
      <header><h2 id="export-title">${t("export.title")}</h2>
        <form method="dialog"><button class="quiet-button" aria-label=${t("export.close")}>✕</button></form></header>
      ${
        one
          ? html`<div class="formats" role="radiogroup" aria-labelledby="export-title">${all?.map(row)}</div>
              ${snippet(one)}
              <button type="button" class="button strong" data-testid="download-format" @click=${() => this.#download(one)}>
                ${icons.download}${t("export.download", { file: one.file_name })}</button>`
          : html`<p class="help" role="status">${t(all ? "export.none" : "export.waiting")}</p>`
      }
    </dialog>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const dialog = this.querySelector("dialog");
    if (dialog && !dialog.open) dialog.showModal();
  }

  #download({ format, file_name: name }: ExportOffer): void {
    wish(this, { type: "download_student", format, name });
  }
}

customElements.define("sr-export-dialog", ExportDialog);
