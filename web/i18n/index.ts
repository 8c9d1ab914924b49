// Words and numbers in the reader's language.

import { language } from "../state/settings";
import { en, type MessageKey } from "./en";
import { ptBr } from "./pt-br";

export type { MessageKey } from "./en";

const catalogues: Record<string, Record<MessageKey, string>> = { en, "pt-BR": ptBr };

export type Values = Record<string, string | number>;

/** Puts values into `{name}` places. */
export function fill(message: string, values: Values): string {
  return message.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

/** A message in the present language. */
export function t(key: MessageKey, values: Values = {}): string {
  return fill((catalogues[language.value] ?? en)[key], values);
}
