import { describe, expect, test } from "vitest";
import { en } from "./en";
import { fill } from "./index";
import { ptBr } from "./pt-br";

const sources = import.meta.glob<string>(["../**/*.ts", "!../**/*.test.ts", "!./*.ts", "!../engine/**"], {
  query: "?raw",
  import: "default",
  eager: true,
});

const keys = Object.keys(en);
const namespaces = new Set(keys.map((key) => key.split(".")[0]));

function places(message: string): string[] {
  return [...message.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "").sort();
}

/** Literals that look like keys, as patterns: what a template fills in may be any word. */
function usedPatterns(): Map<string, RegExp> {
  const found = new Map<string, RegExp>();
  for (const source of Object.values(sources)) {
    const code = source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
    for (const [, literal] of code.matchAll(/["`]([a-z_]+\.(?:[a-z0-9_.]|\$\{[\w.]+\})+)["`]/g)) {
      if (!literal || !namespaces.has(literal.split(".")[0]) || /\.(json|zip|csv)$/.test(literal)) continue;
      const pattern = literal.replaceAll(".", "\\.").replace(/\$\{[^}]*\}/g, "[a-z0-9_]+");
      found.set(literal, new RegExp(`^${pattern}$`));
    }
  }
  return found;
}

describe("the catalogues", () => {
  test("have the same keys", () => {
    expect(Object.keys(ptBr).sort()).toEqual([...keys].sort());
  });

  test.each(Object.entries(en))("%s has the same places in every language", (key, message) => {
    expect(places(ptBr[key as keyof typeof en])).toEqual(places(message));
  });

  test("leave no message empty", () => {
    const empty = [...Object.values(en), ...Object.values(ptBr)].filter((message) => message.trim() === "");
    expect(empty).toEqual([]);
  });

  test("have every key that the page asks for", () => {
    const patterns = usedPatterns();
    expect(patterns.size).toBeGreaterThan(100);
    const missing = [...patterns].filter(([, pattern]) => !keys.some((key) => pattern.test(key)));
    expect(missing.map(([literal]) => literal)).toEqual([]);
  });

  test("hold no key that nobody asks for", () => {
    const patterns = [...usedPatterns().values()];
    expect(keys.filter((key) => !patterns.some((pattern) => pattern.test(key)))).toEqual([]);
  });
});

test("a place without a value stays visible", () => {
  expect(fill("{n} of {of}", { n: 2 })).toBe("2 of {of}");
});
