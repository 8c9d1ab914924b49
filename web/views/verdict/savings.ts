// What was kept of the teacher and what was saved: every number comes from the report.

import { html, type TemplateResult } from "lit";
import type { ModelReport, RunReport } from "../../engine/generated/spec";
import { t } from "../../i18n";
import { bytes, milliseconds, percent, seconds, times } from "../../i18n/format";

interface Saving {
  key: string;
  value: string;
  name: string;
  help: string;
}

type Compared = { teacher: ModelReport; student: ModelReport };

/** A ratio in the direction that makes it at least 1, and the word for that direction. */
function direction(ratio: number, more: string, less: string): { value: string; name: string } {
  return ratio >= 1 ? { value: times(ratio), name: more } : { value: times(1 / ratio), name: less };
}

function kept({ teacher, student }: Compared): Saving {
  const [s, of] = [student.test.accuracy, teacher.test.accuracy];
  const value = of > 0 ? percent(s / of) : "–";
  return { key: "kept", value, name: t("saving.kept"), help: t("saving.kept.help", { s: percent(s), t: percent(of) }) };
}

function size({ teacher, student }: Compared): Saving {
  const said = direction(teacher.bytes / student.bytes, t("saving.size"), t("saving.larger"));
  return { key: "size", ...said, help: t("saving.size.help", { s: bytes(student.bytes), t: bytes(teacher.bytes) }) };
}

function speed({ teacher, student }: Compared): Saving {
  const [fast, slow] = [student.latency?.p50_ms, teacher.latency?.p50_ms];
  if (fast === undefined || slow === undefined) return absent("speed", t("saving.speed"));
  const help = t("saving.speed.help", { s: milliseconds(fast), t: milliseconds(slow) });
  // A clock too coarse for a text measures 0, of which there is no ratio.
  if (fast <= 0 || slow <= 0) return { key: "speed", value: "–", name: t("saving.speed"), help };
  return { key: "speed", ...direction(slow / fast, t("saving.speed"), t("saving.slower")), help };
}

function time({ teacher, student }: RunReport): Saving {
  if (!student.training) return absent("time", t("saving.time"));
  const value = seconds(student.training.seconds);
  const help = teacher?.training
    ? t("saving.time.help", { t: seconds(teacher.training.seconds) })
    : t("saving.time.alone");
  return { key: "time", value, name: t("saving.time"), help };
}

function absent(key: string, name: string): Saving {
  return { key, value: "–", name, help: t("saving.waiting") };
}

/** Soft labels bring no teacher to compare with. */
function alone({ student }: RunReport): Saving[] {
  const p50 = student.latency?.p50_ms;
  return [
    {
      key: "accuracy",
      value: percent(student.test.accuracy),
      name: t("saving.accuracy"),
      help: t("saving.accuracy.help"),
    },
    { key: "size", value: bytes(student.bytes), name: t("metric.bytes"), help: t("metric.bytes.help") },
    {
      key: "speed",
      value: p50 === undefined ? "–" : milliseconds(p50),
      name: t("metric.p50"),
      help: t("metric.p50.help"),
    },
  ];
}

function savingsOf(run: RunReport | null): Saving[] {
  if (!run) {
    const names = { kept: t("saving.kept"), size: t("saving.size"), speed: t("saving.speed"), time: t("saving.time") };
    return Object.entries(names).map(([key, name]) => absent(key, name));
  }
  const { teacher, student } = run;
  if (!teacher) return [...alone(run), time(run)];
  return [kept({ teacher, student }), size({ teacher, student }), speed({ teacher, student }), time(run)];
}

export function savings(run: RunReport | null): TemplateResult {
  return html`<dl class="savings ${run ? "" : "waiting"}" data-testid="savings">
    ${savingsOf(run).map(
      ({ key, name, value, help }) => html`<div data-saving=${key}>
        <dt>${name}</dt><dd>${value}</dd><dd class="help">${help}</dd>
      </div>`,
    )}
  </dl>`;
}
