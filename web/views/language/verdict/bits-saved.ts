// What was kept of the teacher and what was saved: every number comes from the report.

import { html, type TemplateResult } from "lit";
import type { LanguageModelReport, LanguageRunReport } from "../../../engine/generated/spec";
import { t } from "../../../i18n";
import { bytes, count, decimals, percent, seconds, times } from "../../../i18n/format";

interface Saving {
  key: string;
  value: string;
  name: string;
  help: string;
}

interface Compared {
  teacher: LanguageModelReport;
  student: LanguageModelReport;
  control: LanguageModelReport;
}

/** A ratio in the direction that makes it at least 1, and the word for that direction. */
function direction(ratio: number, more: string, less: string): { value: string; name: string } {
  return ratio >= 1 ? { value: times(ratio), name: more } : { value: times(1 / ratio), name: less };
}

/** Of the way from the control to the teacher; bits per byte where there is no such way. */
function gap({ teacher, student, control }: Compared): Saving {
  const [s, c, of] = [student, control, teacher].map((model) => model.test.bits_per_byte) as [number, number, number];
  const help = t("bits.gap.help", { s: decimals(s, 3), c: decimals(c, 3), t: decimals(of, 3) });
  if (c - of <= 0) return { key: "gap", value: decimals(s, 3), name: t("bits.unit"), help };
  return { key: "gap", value: percent((c - s) / (c - of), 0), name: t("bits.gap"), help };
}

function size({ teacher, student }: Compared): Saving {
  const said = direction(teacher.bytes / student.bytes, t("saving.size"), t("saving.larger"));
  return { key: "size", ...said, help: t("saving.size.help", { s: bytes(student.bytes), t: bytes(teacher.bytes) }) };
}

function speed({ teacher, student }: Compared): Saving {
  const [s, of] = [student.speed?.decode_tokens_per_second ?? 0, teacher.speed?.decode_tokens_per_second ?? 0];
  if (s <= 0 || of <= 0) return { key: "speed", value: "–", name: t("saving.speed"), help: "" };
  const help = t("bits.speed.help", { s: count(s), t: count(of) });
  return { key: "speed", ...direction(s / of, t("saving.speed"), t("saving.slower")), help };
}

function time({ teacher, student }: Compared): Saving {
  const value = student.training ? seconds(student.training.seconds) : "–";
  const help = t("saving.time.help", { t: teacher.training ? seconds(teacher.training.seconds) : "–" });
  return { key: "time", value, name: t("saving.time"), help };
}

function waiting(): Saving[] {
  const names = { gap: t("bits.gap"), size: t("saving.size"), speed: t("saving.speed"), time: t("saving.time") };
  return Object.entries(names).map(([key, name]) => ({ key, value: "–", name, help: t("saving.waiting") }));
}

function savingsOf(run: LanguageRunReport | null): Saving[] {
  const teacher = run?.teachers[0];
  if (!run || !teacher) return waiting();
  const compared = { teacher, student: run.student, control: run.control };
  return [gap(compared), size(compared), speed(compared), time(compared)];
}

export function bitsSaved(run: LanguageRunReport | null): TemplateResult {
  return html`<dl class="savings ${run ? "" : "waiting"}" data-testid="savings">
    ${savingsOf(run).map(
      ({ key, name, value, help }) => html`<div data-saving=${key}>
        <dt>${name}</dt><dd>${value}</dd><dd class="help">${help}</dd>
      </div>`,
    )}
  </dl>`;
}
