/**
 * Draws the app's icons: a gatehouse whose bridge is drawn up. Run it after a change here; the pictures are committed.
 * `color.png` 192×192 in full colour, `outline.png` 32×32 white on transparent (Teams app manifest, "icons").
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { png } from './png.ts';
import type { Picture } from './png.ts';

type Rgba = readonly [red: number, green: number, blue: number, alpha: number];
/** Whether a point is inside; the picture is the unit square, y downwards. */
type Shape = (x: number, y: number) => boolean;
interface Layer {
  readonly shape: Shape;
  readonly color: Rgba;
}

const NAVY: Rgba = [23, 50, 84, 255];
const STONE: Rgba = [240, 244, 250, 255];
const WOOD: Rgba = [242, 166, 60, 255];
const CHAIN: Rgba = [23, 50, 84, 255];
const WHITE: Rgba = [255, 255, 255, 255];
const CLEAR: Rgba = [0, 0, 0, 0];

const SAMPLES = 8;

const box =
  (left: number, top: number, right: number, bottom: number): Shape =>
  (x, y) =>
    x >= left && x < right && y >= top && y < bottom;

/** A gate: straight below, round above. */
const arch =
  (left: number, right: number, top: number, bottom: number): Shape =>
  (x, y) => {
    const radius = (right - left) / 2;
    const centre = left + radius;
    if (x < left || x >= right || y >= bottom) return false;
    return y >= top + radius || (x - centre) ** 2 + (y - top - radius) ** 2 <= radius ** 2;
  };

const line =
  (x1: number, y1: number, x2: number, y2: number, width: number): Shape =>
  (x, y) => {
    const length = (x2 - x1) ** 2 + (y2 - y1) ** 2;
    const along = Math.min(1, Math.max(0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length));
    const dx = x - x1 - along * (x2 - x1);
    const dy = y - y1 - along * (y2 - y1);
    return dx ** 2 + dy ** 2 <= (width / 2) ** 2;
  };

const any =
  (...shapes: readonly Shape[]): Shape =>
  (x, y) =>
    shapes.some((shape) => shape(x, y));

/** Towers with battlements, joined by a wall. */
function gatehouse(left: number, right: number, top: number, bottom: number): Shape {
  const width = right - left;
  const tower = width * 0.3;
  const merlon = tower / 3;
  const notch = merlon * 0.9;
  const battlements = [left, right - tower].flatMap((x) => [
    box(x, top, x + merlon, top + notch),
    box(x + 2 * merlon, top, x + tower, top + notch),
  ]);
  return any(
    ...battlements,
    box(left, top + notch, left + tower, bottom),
    box(right - tower, top + notch, right, bottom),
    box(left, top + notch + width * 0.14, right, bottom),
  );
}

function colorLayers(): readonly Layer[] {
  const planks = [0.435, 0.478, 0.522, 0.565].map((x) => box(x - 0.004, 0.56, x + 0.004, 0.74));
  return [
    { shape: () => true, color: NAVY },
    { shape: gatehouse(0.22, 0.78, 0.24, 0.76), color: STONE },
    { shape: arch(0.385, 0.615, 0.45, 0.76), color: NAVY },
    { shape: box(0.4, 0.56, 0.6, 0.74), color: WOOD },
    { shape: any(...planks), color: NAVY },
    { shape: any(line(0.3, 0.4, 0.42, 0.59, 0.016), line(0.7, 0.4, 0.58, 0.59, 0.016)), color: CHAIN },
    { shape: box(0.16, 0.76, 0.84, 0.79), color: WOOD },
  ];
}

function outlineLayers(): readonly Layer[] {
  return [
    { shape: () => true, color: CLEAR },
    { shape: gatehouse(0.09, 0.91, 0.09, 0.84), color: WHITE },
    { shape: arch(0.32, 0.68, 0.38, 0.84), color: CLEAR },
    { shape: any(box(0.38, 0.58, 0.46, 0.84), box(0.54, 0.58, 0.62, 0.84)), color: WHITE },
    { shape: box(0.03, 0.88, 0.97, 0.95), color: WHITE },
  ];
}

/** Later layers cover earlier ones; edges are smoothed by sampling. */
function draw(size: number, layers: readonly Layer[]): Picture {
  const rgba = new Uint8Array(size * size * 4);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) rgba.set(pixel(x, y, size, layers), (y * size + x) * 4);
  }
  return { width: size, height: size, rgba };
}

function pixel(x: number, y: number, size: number, layers: readonly Layer[]): Uint8Array {
  const sum = [0, 0, 0, 0] as [number, number, number, number];
  for (let i = 0; i < SAMPLES ** 2; i++) {
    const px = (x + ((i % SAMPLES) + 0.5) / SAMPLES) / size;
    const py = (y + (Math.floor(i / SAMPLES) + 0.5) / SAMPLES) / size;
    const [red, green, blue, alpha] = layers.findLast((layer) => layer.shape(px, py))?.color ?? CLEAR;
    sum[0] += red * alpha;
    sum[1] += green * alpha;
    sum[2] += blue * alpha;
    sum[3] += alpha;
  }
  const [red, green, blue, alpha] = sum;
  if (alpha === 0) return new Uint8Array(4);
  return Uint8Array.from([red / alpha, green / alpha, blue / alpha, alpha / SAMPLES ** 2].map(Math.round));
}

const dir = path.join(import.meta.dirname, '..', '..', 'appPackage');
writeFileSync(path.join(dir, 'color.png'), png(draw(192, colorLayers())));
writeFileSync(path.join(dir, 'outline.png'), png(draw(32, outlineLayers())));
console.log('appPackage/color.png and appPackage/outline.png drawn');
