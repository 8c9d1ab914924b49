// Which of the two tasks the page is set up for.

import { html, type TemplateResult } from "lit";
import { t } from "../../i18n";
import { TASKS, task } from "../../state/task";
import { wish } from "../../ui/view";

export function taskSwitch(host: HTMLElement): TemplateResult {
  return html`<span class="segments tasks" role="radiogroup" aria-label=${t("task.name")} title=${t("task.help")}>
    ${TASKS.map(
      (one) => html`<label><input type="radio" name="task" value=${one} data-testid="task-${one}"
        .checked=${one === task.value} @change=${() => wish(host, { type: "task", task: one })} />
        <span>${t(`task.${one}`)}</span></label>`,
    )}
  </span>`;
}
