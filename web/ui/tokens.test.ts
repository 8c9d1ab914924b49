// Colours are measured, not trusted: contrast by WCAG 2.2, and the roles' distance by OKLab, also as seen with each
// kind of colour blindness (Machado, Oliveira & Fernandes 2009, severity 1).

import { describe, expect, test } from "vitest";
import chips from "../views/language/tokens/tokens.css?raw";
import tokens from "./tokens.css?raw";

type Triple = [number, number, number];

function block(selector: string): Map<string, string> {
  const body = tokens.slice(tokens.indexOf(`${selector} {`)).split("}")[0] ?? "";
  const pairs = [...body.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)];
  return new Map(pairs.map(([, name = "", colour = ""]) => [name, colour]));
}

const themes = { light: block('[data-theme="light"]'), dark: block('[data-theme="dark"]') };

/** `color-mix(in srgb, a share, b)` */
function mixed(a: string, b: string, share: number): string {
  const channel = (colour: string, at: number) => Number.parseInt(colour.slice(at, at + 2), 16);
  const mix = (at: number) => Math.round(channel(a, at) * share + channel(b, at) * (1 - share));
  return `#${[1, 3, 5].map((at) => mix(at).toString(16).padStart(2, "0")).join("")}`;
}

function linear(colour: string): Triple {
  const channel = (at: number) => {
    const c = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

function contrast(a: string, b: string): number {
  const luminance = ([red, green, blue]: Triple) => 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  const [dark = 0, bright = 0] = [luminance(linear(a)), luminance(linear(b))].sort((x, y) => x - y);
  return (bright + 0.05) / (dark + 0.05);
}

const times = (rows: readonly Triple[], [x, y, z]: Triple): Triple =>
  rows.map(([a, b, c]) => a * x + b * y + c * z) as Triple;

const SIGHT: Record<string, Triple[]> = {
  full: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function oklab(colour: Triple): Triple {
  const lms = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    colour,
  ).map(Math.cbrt) as Triple;
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    lms,
  );
}

function distance(a: string, b: string, sight: Triple[]): number {
  const seen = (colour: string) =>
    oklab(times(sight, linear(colour)).map((c) => Math.min(1, Math.max(0, c))) as Triple);
  const [p, q] = [seen(a), seen(b)];
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

describe.each(Object.entries(themes))("the %s theme", (_, theme) => {
  const colour = (name: string) => theme.get(name) ?? expect.fail(`--${name} is missing`);

  test.each([
    ...["ink", "ink-2", "ink-3", "warn", "danger"].map((name) => [name, "surface"]),
    ...["ink", "ink-2", "ink-3"].flatMap((name) => [
      [name, "paper"],
      [name, "sunken"],
    ]),
    ["warn", "warn-wash"],
    ["danger", "danger-wash"],
    ["ink", "danger-wash"],
    ["ink-2", "danger-wash"],
    ["on-action", "action"],
  ] as [string, string][])("%s can be read on %s", (ink, ground) => {
    expect(contrast(colour(ink), colour(ground))).toBeGreaterThanOrEqual(4.5);
  });

  test.each(["apart", "teacher", "student"])("a token can be read on the deepest ground of %s", (name) => {
    const share = Number(/--heat\) \* (\d+)%/.exec(chips)?.[1]) / 100;
    expect(contrast(colour("ink"), mixed(colour(name), colour("sunken"), share))).toBeGreaterThanOrEqual(4.5);
  });

  test.each(["teacher", "student", "control", "edge"])("%s stands out from the surface", (name) => {
    expect(contrast(colour(name), colour("surface"))).toBeGreaterThanOrEqual(3);
  });

  test.each(Object.entries(SIGHT))("the roles stay apart with %s sight", (_name, sight) => {
    const [t, s, c] = [colour("teacher"), colour("student"), colour("control")];
    const nearest = Math.min(distance(t, s, sight), distance(t, c, sight), distance(s, c, sight));
    expect(nearest).toBeGreaterThan(0.12);
  });
});

test("both themes name the same colours", () => {
  expect([...themes.dark.keys()]).toEqual([...themes.light.keys()]);
});
