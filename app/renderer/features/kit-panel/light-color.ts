/** How an LED's drive value looks to the eye. */
export interface Glow {
  /** The hue at full strength, `rgb(r g b)`. */
  readonly color: string;
  /** How bright it looks, 0…1. */
  readonly strength: number;
}

const dark: Glow = { color: 'rgb(0 0 0)', strength: 0 };

/**
 * Turns the value an LED is driven with (`#rrggbb`, linear light) into a hue at full strength and a perceived
 * brightness. The eye sees a sixth of the light as nearly half the brightness, hence the root.
 */
export function glowOf(hex: string): Glow {
  const value = Number.parseInt(hex.slice(1), 16);
  if (!/^#[0-9a-f]{6}$/i.test(hex) || value === 0) return dark;
  const red = (value >> 16) & 255;
  const green = (value >> 8) & 255;
  const blue = value & 255;
  const peak = Math.max(red, green, blue);
  const scale = 255 / peak;
  const part = (channel: number) => Math.round(channel * scale);
  return {
    color: `rgb(${part(red)} ${part(green)} ${part(blue)})`,
    strength: Math.sqrt(peak / 255),
  };
}

/** The light that several LEDs throw together: the mean of what each adds. */
export function mixGlow(pixels: readonly string[]): Glow {
  if (pixels.length === 0) return dark;
  let red = 0;
  let green = 0;
  let blue = 0;
  for (const hex of pixels) {
    const value = Number.parseInt(hex.slice(1), 16);
    if (Number.isNaN(value)) continue;
    red += (value >> 16) & 255;
    green += (value >> 8) & 255;
    blue += value & 255;
  }
  const mean = (sum: number) =>
    Math.round(sum / pixels.length)
      .toString(16)
      .padStart(2, '0');
  return glowOf(`#${mean(red)}${mean(green)}${mean(blue)}`);
}
