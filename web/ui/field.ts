// Labelled controls with one line that explains them.

import { html, nothing, type TemplateResult } from "lit";

interface Common {
  id: string;
  label: string;
  help?: string | undefined;
  testid?: string | undefined;
}

interface NumberField extends Common {
  value: number;
  min: number;
  max: number;
  /** `any` for free decimals. */
  step?: number | "any";
  onChange(value: number): void;
}

interface SelectField extends Common {
  value: string;
  options: readonly { value: string; label: string }[];
  onChange(value: string): void;
}

interface TextField extends Common {
  value: string;
  placeholder?: string;
  /** Says whether it could be read. */
  onChange(value: string): boolean;
}

interface CheckField extends Common {
  checked: boolean;
  onChange(checked: boolean): void;
}

interface RangeField extends NumberField {
  /** The value as it is shown. */
  shown: string;
}

type Layout = "inline" | "stacked";

/** Inline: the control stands beside its label. */
function frame({ id, label, help }: Common, layout: Layout, control: TemplateResult): TemplateResult {
  return html`<div class="field ${layout}">
    <label for=${id}>${label}</label>${control}${help ? html`<p class="help" id="${id}-help">${help}</p>` : nothing}
  </div>`;
}

const described = ({ id, help }: Common) => (help ? `${id}-help` : nothing);

/** A value outside the range is left to the engine, which says what is wrong with it. */
function readNumber(event: Event, onChange: (value: number) => void): void {
  const value = (event.target as HTMLInputElement).valueAsNumber;
  if (Number.isFinite(value)) onChange(value);
}

export function numberField(field: NumberField): TemplateResult {
  return frame(
    field,
    "inline",
    html`<input type="number" id=${field.id} .value=${String(field.value)} min=${field.min} max=${field.max}
      step=${field.step ?? 1} aria-describedby=${described(field)} data-testid=${field.testid ?? nothing}
      @change=${(event: Event) => readNumber(event, field.onChange)} />`,
  );
}

export function rangeField(field: RangeField): TemplateResult {
  const share = (field.value - field.min) / (field.max - field.min);
  return frame(
    field,
    "inline",
    html`<output for=${field.id}>${field.shown}</output>
      <input type="range" id=${field.id} min=${field.min} max=${field.max} step=${field.step ?? 1}
        .value=${String(field.value)} style="--at:${share}" aria-describedby=${described(field)}
        aria-valuetext=${field.shown} data-testid=${field.testid ?? nothing}
        @input=${(event: Event) => readNumber(event, field.onChange)} />`,
  );
}

export function selectField(field: SelectField, layout: Layout = "stacked"): TemplateResult {
  const pick = (event: Event) => field.onChange((event.target as HTMLSelectElement).value);
  return frame(
    field,
    layout,
    html`<select id=${field.id} aria-describedby=${described(field)} data-testid=${field.testid ?? nothing}
      @change=${pick}>
      ${field.options.map((o) => html`<option value=${o.value} .selected=${o.value === field.value}>${o.label}</option>`)}
    </select>`,
  );
}

/** A text that cannot be read is marked and left for the user to mend. */
export function textField(field: TextField, layout: Layout = "stacked"): TemplateResult {
  const read = (event: Event) => {
    const input = event.target as HTMLInputElement;
    input.setAttribute("aria-invalid", String(!field.onChange(input.value)));
  };
  return frame(
    field,
    layout,
    html`<input type="text" id=${field.id} .value=${field.value} placeholder=${field.placeholder ?? nothing}
      spellcheck="false" autocomplete="off" aria-describedby=${described(field)} data-testid=${field.testid ?? nothing}
      @change=${read} />`,
  );
}

export function checkField(field: CheckField): TemplateResult {
  const read = (event: Event) => field.onChange((event.target as HTMLInputElement).checked);
  return frame(
    field,
    "inline",
    html`<input type="checkbox" id=${field.id} .checked=${field.checked} aria-describedby=${described(field)}
      data-testid=${field.testid ?? nothing} @change=${read} />`,
  );
}

/** Further controls beneath a line that says how they stand. */
export function fold(title: string, state: string, content: TemplateResult, testid?: string): TemplateResult {
  return html`<details class="more" data-testid=${testid ?? nothing}>
    <summary><span>${title}</span>${state ? html`<span class="state">${state}</span>` : nothing}</summary>
    <div class="fields">${content}</div>
  </details>`;
}
