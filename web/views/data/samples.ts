// The first rows, as they will be read.

import { html, nothing, type TemplateResult } from "lit";
import type { Column } from "../../engine/generated/spec";
import { t } from "../../i18n";
import { source } from "../../state/data";
import { recipe } from "../../state/recipe";

const MOST = 3;

function columnOf(chosen: string | null | undefined, role: "text" | "label"): Column | undefined {
  const columns = source.value?.columns ?? [];
  return columns.find((column) => (chosen ? column.name === chosen : column.role === role));
}

export function samples(): TemplateResult | typeof nothing {
  const data = recipe.value?.data;
  const texts = columnOf(data?.text_column, "text")?.sample.slice(0, MOST) ?? [];
  const labels = columnOf(data?.label_column, "label")?.sample ?? [];
  if (texts.length === 0) return nothing;
  return html`<section class="samples" data-testid="samples">
    <h3>${t("data.samples")}</h3>
    <ul>
      ${texts.map(
        (text, at) => html`<li><span title=${text}>${text}</span>
          ${labels[at] ? html`<b class="tag">${labels[at]}</b>` : nothing}</li>`,
      )}
    </ul>
  </section>`;
}
