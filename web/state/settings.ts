import { signal } from "@preact/signals-core";

export const LANGUAGES = ["en", "pt-BR"] as const;
export type Language = (typeof LANGUAGES)[number];
export const THEMES = ["light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export const language = signal<Language>("en");
export const theme = signal<Theme>("light");

/** The first of the wanted languages that the page speaks; English otherwise. */
export function pickLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const exact = LANGUAGES.find((known) => known.toLowerCase() === tag.toLowerCase());
    const near = LANGUAGES.find((known) => known.slice(0, 2) === tag.slice(0, 2).toLowerCase());
    if (exact ?? near) return (exact ?? near) as Language;
  }
  return "en";
}
