import { html, type TemplateResult } from "lit";
import { t } from "../../i18n";
import { LANGUAGES, type Language, language, theme } from "../../state/settings";
import { icons } from "../../ui/icons";

const NAMES: Record<Language, string> = { en: "English", "pt-BR": "Português" };

function turnTheme(): void {
  theme.value = theme.value === "dark" ? "light" : "dark";
}

function pickLanguage(event: Event): void {
  const wanted = (event.target as HTMLSelectElement).value;
  language.value = LANGUAGES.find((known) => known === wanted) ?? language.value;
}

export function preferences(): TemplateResult {
  const name = t(theme.value === "dark" ? "theme.to_light" : "theme.to_dark");
  return html`<select class="language" data-testid="lang" aria-label=${t("language.name")} @change=${pickLanguage}>
      ${LANGUAGES.map((tag) => html`<option value=${tag} .selected=${tag === language.value}>${NAMES[tag]}</option>`)}
    </select>
    <button type="button" class="tool" data-testid="theme" aria-label=${name} title=${name} @click=${turnTheme}>
      ${theme.value === "dark" ? icons.sun : icons.moon}
    </button>`;
}
