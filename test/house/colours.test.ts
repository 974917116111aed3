import { readFileSync } from 'node:fs';
import { LANE_NAMES } from '@tickrace/protocol';
import { describe, expect, it } from 'vitest';

type Rgb = [red: number, green: number, blue: number];
type Matrix = [Rgb, Rgb, Rgb];

const css = readFileSync(new URL('../../apps/dashboard/src/app.css', import.meta.url), 'utf8');

function token(name: string, theme: 'light' | 'dark'): Rgb {
  const match = new RegExp(`--${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(css);
  const hex = match?.[theme === 'light' ? 1 : 2];
  if (hex === undefined) throw new Error(`The stylesheet has no colour ${name}.`);
  return [1, 3, 5].map((at) => linear(parseInt(hex.slice(at, at + 2), 16) / 255)) as Rgb;
}

/** sRGB to linear light, IEC 61966-2-1. */
const linear = (channel: number) =>
  channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;

/** WCAG 2.2, relative luminance and contrast ratio. */
function contrast(one: Rgb, other: Rgb): number {
  const luminance = ([red, green, blue]: Rgb) => 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const times = (matrix: Matrix, [a, b, c]: Rgb): Rgb =>
  matrix.map(([x, y, z]) => x * a + y * b + z * c) as Rgb;

/** Björn Ottosson, "A perceptual color space for image processing" (2020). */
function oklab(rgb: Rgb): Rgb {
  const cones = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    rgb,
  );
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    cones.map((cone) => Math.cbrt(Math.max(0, cone))) as Rgb,
  );
}

const distance = (one: Rgb, other: Rgb) =>
  100 * Math.hypot(...oklab(one).map((v, at) => v - (oklab(other)[at] ?? 0)));

/** Machado, Oliveira and Fernandes (2009), severity 1, in linear light. */
const visions: Record<string, Matrix> = {
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

describe.each(['light', 'dark'] as const)('the %s theme', (theme) => {
  it.each(['ink', 'ink-2', 'ink-3', 'up', 'down', ...LANE_NAMES.map((lane) => `lane-${lane}`)])(
    'keeps text in %s at 4.5 : 1 on the page',
    (name) => {
      expect(contrast(token(name, theme), token('background', theme))).toBeGreaterThanOrEqual(4.5);
    },
  );

  it.each(Object.entries(visions))('keeps asking and being told apart under %s', (_name, vision) => {
    const poll = times(vision, token('lane-short-poll', theme));
    const push = times(vision, token('lane-socket-io', theme));
    expect(distance(poll, push)).toBeGreaterThanOrEqual(26);
  });
});
