// Who writes what the student learns from, and what is kept of the teacher.

import { html, nothing, type TemplateResult } from "lit";
import type { Author, LanguageStudent, OnPolicyRecipe } from "../../../engine/generated/spec";
import { t } from "../../../i18n";
import { count, decimals } from "../../../i18n/format";
import { editLanguage } from "../../../state/language-recipe";
import { checkField, fold, numberField, rangeField, selectField } from "../../../ui/field";

const AUTHORS = ["student", "teacher"] as const satisfies readonly Author[];

/** What on-policy batches start out with (Agarwal et al. 2024 found a half to do well). */
const POLICY: OnPolicyRecipe = { author: "student", fraction: 0.5, prompt_tokens: 16, new_tokens: 32, temperature: 1 };

function edit(change: (policy: OnPolicyRecipe) => void): void {
  editLanguage(({ student }) => {
    if (student.on_policy) change(student.on_policy);
  });
}

function policyFields(policy: OnPolicyRecipe): TemplateResult {
  const number = (key: "prompt_tokens" | "new_tokens" | "temperature", min: number, max: number) =>
    numberField({
      id: `policy-${key}`,
      testid: `policy-${key.replace("_", "-")}`,
      label: t(`policy.${key}`),
      help: t(`policy.${key}.help`),
      value: policy[key],
      min,
      max,
      step: key === "temperature" ? "any" : 1,
      onChange: (value) => edit((draft) => (draft[key] = value)),
    });
  return html`${selectField(
    {
      id: "policy-author",
      testid: "policy-author",
      label: t("policy.author"),
      help: t(`policy.author.${policy.author}.help`),
      value: policy.author,
      options: AUTHORS.map((value) => ({ value, label: t(`role.${value}`) })),
      onChange: (value) => edit((draft) => (draft.author = value === "teacher" ? "teacher" : "student")),
    },
    "inline",
  )}
  ${rangeField({
    id: "policy-fraction",
    testid: "policy-fraction",
    label: t("policy.fraction"),
    help: t("policy.fraction.help"),
    value: policy.fraction,
    shown: `λ = ${decimals(policy.fraction, 2)}`,
    min: 0,
    max: 1,
    step: 0.05,
    onChange: (value) => edit((draft) => (draft.fraction = value)),
  })}
  ${number("prompt_tokens", 1, 131_071)} ${number("new_tokens", 1, 131_071)} ${number("temperature", 0, 100)}`;
}

function policyState(policy: OnPolicyRecipe | null): string {
  return policy ? `${t(`role.${policy.author}`)}, λ ${decimals(policy.fraction, 2)}` : t("terms.off");
}

export function policyFold({ on_policy: policy }: LanguageStudent): TemplateResult {
  const content = html`${checkField({
    id: "policy",
    testid: "policy",
    label: t("policy.on"),
    help: t("policy.on.help"),
    checked: policy !== null,
    onChange: (on) => editLanguage((draft) => (draft.student.on_policy = on ? { ...POLICY } : null)),
  })}
  ${policy ? policyFields(policy) : nothing}`;
  return fold(t("policy.title"), policyState(policy), content, "policy-fold");
}

const CACHES = ["off", "auto", "top_k"] as const;
type Caching = (typeof CACHES)[number];
/** Ids that a cache starts out with. */
const TOP_K = 64;

function cachingOf({ cache }: LanguageStudent): Caching {
  if (!cache) return "off";
  return cache.top_k === null ? "auto" : "top_k";
}

function putCaching(caching: string): void {
  editLanguage(({ student }) => {
    if (caching === "off") student.cache = null;
    else student.cache = { top_k: caching === "auto" ? null : (student.cache?.top_k ?? TOP_K) };
  });
}

function cacheState(student: LanguageStudent): string {
  const caching = cachingOf(student);
  if (caching === "off") return t("terms.off");
  return caching === "auto" ? t("cache.auto.short") : `k = ${count(student.cache?.top_k ?? 0)}`;
}

export function memoryFold(student: LanguageStudent): TemplateResult {
  const caching = cachingOf(student);
  const content = html`${selectField({
    id: "cache",
    testid: "cache",
    label: t("cache.name"),
    help: t(`cache.${caching}.help`),
    value: caching,
    options: CACHES.map((value) => ({ value, label: t(`cache.${value}`) })),
    onChange: putCaching,
  })}
  ${
    caching === "top_k"
      ? numberField({
          id: "cache-top-k",
          testid: "cache-top-k",
          label: t("cache.k"),
          value: student.cache?.top_k ?? TOP_K,
          min: 1,
          max: 65_536,
          onChange: (value) => editLanguage((draft) => (draft.student.cache = { top_k: value })),
        })
      : nothing
  }
  ${numberField({
    id: "chunk-tokens",
    testid: "chunk-tokens",
    label: t("cache.chunk"),
    help: t("cache.chunk.help"),
    value: student.chunk_tokens ?? 0,
    min: 0,
    max: 1 << 20,
    onChange: (value) => editLanguage((draft) => (draft.student.chunk_tokens = value > 0 ? value : null)),
  })}`;
  return fold(t("cache.title"), cacheState(student), content, "cache-fold");
}
