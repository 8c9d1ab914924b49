// A number that may move over the run.

import { html, nothing, type TemplateResult } from "lit";
import type { Course } from "../../../engine/generated/spec";
import { t } from "../../../i18n";
import { significant } from "../../../i18n/format";
import { COURSES, courseEnds, courseOf } from "../../../state/courses";

interface CourseField {
  id: string;
  label: string;
  course: Course;
  min: number;
  max: number;
  /** Whether the number of a course that does not move stands elsewhere. */
  bare?: boolean;
  onChange(course: Course): void;
}

/** `0.5`, or `0.5 → 0`. */
export function courseText(course: Course): string {
  const [from, to] = courseEnds(course).map((end) => significant(end, 3));
  return course.kind === "constant" ? `${from}` : `${from} → ${to}`;
}

export function courseEnd(
  field: Omit<CourseField, "id">,
  name: string,
  value: number,
  put: (value: number) => Course,
): TemplateResult {
  const read = (event: Event) => {
    const next = (event.target as HTMLInputElement).valueAsNumber;
    if (Number.isFinite(next)) field.onChange(put(next));
  };
  return html`<input type="number" min=${field.min} max=${field.max} step="any" aria-label="${field.label}${name}"
    .value=${String(value)} @change=${read} />`;
}

function ends(field: CourseField): TemplateResult {
  const { course } = field;
  if (course.kind === "constant") return courseEnd(field, "", course.value, (value) => ({ ...course, value }));
  return html`${courseEnd(field, `, ${t("terms.from")}`, course.from, (from) => ({ ...course, from }))}
    <span aria-hidden="true">→</span>
    ${courseEnd(field, `, ${t("terms.to")}`, course.to, (to) => ({ ...course, to }))}`;
}

export function courseField(field: CourseField): TemplateResult {
  const pick = (event: Event) => {
    const kind = COURSES.find((known) => known === (event.target as HTMLSelectElement).value);
    if (kind) field.onChange(courseOf(kind, field.course));
  };
  return html`<div class="course">
    <label for=${field.id}>${field.label}</label>
    <select id=${field.id} @change=${pick}>
      ${COURSES.map((kind) => html`<option value=${kind} .selected=${kind === field.course.kind}>${t(`terms.course.${kind}`)}</option>`)}
    </select>
    ${field.bare && field.course.kind === "constant" ? nothing : html`<div class="course-ends">${ends(field)}</div>`}
  </div>`;
}
