/** Canvas pixels per pixel of the display: an integer, so that each is drawn as a crisp square. */
export const screenScale = 4;

/** What an SSD1306 shows. Rows from the top, eight pixels a byte, most significant bit left. */
export interface ScreenBitmap {
  readonly width: number;
  readonly height: number;
  readonly rows: Uint8Array;
}

/** Reads a peripheral state `{on, width, height, bitmap}`; null where the display is off or the state is incomplete. */
export function readScreen(state: Readonly<Record<string, unknown>>): ScreenBitmap | null {
  const { on, width, height, bitmap } = state;
  if (on === false || typeof width !== 'number' || typeof height !== 'number') return null;
  if (typeof bitmap !== 'string' || width < 1 || height < 1 || width > 512 || height > 512) return null;
  const rows = decodeBase64(bitmap);
  return rows.length < Math.ceil(width / 8) * height ? null : { width, height, rows };
}

/** How many pixels are lit, 0…1 of all. */
export function litShare({ width, height, rows }: ScreenBitmap): number {
  let lit = 0;
  for (const byte of rows) {
    let rest = byte;
    while (rest !== 0) {
      rest &= rest - 1;
      lit += 1;
    }
  }
  return lit / (width * height);
}

/** Draws a bitmap with a soft glow on a canvas of `width × screenScale` by `height × screenScale`. */
export function drawScreen(canvas: HTMLCanvasElement, screen: ScreenBitmap | null, color: string): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  if (screen === null) {
    context.clearRect(0, 0, canvas.width, canvas.height);
    return;
  }
  const { width, height, rows } = screen;
  if (canvas.width !== width * screenScale || canvas.height !== height * screenScale) {
    canvas.width = width * screenScale;
    canvas.height = height * screenScale;
  }
  context.clearRect(0, 0, canvas.width, canvas.height);
  const path = new Path2D();
  const bytesPerRow = Math.ceil(width / 8);
  for (let y = 0; y < height; y += 1) {
    let start = -1;
    for (let x = 0; x <= width; x += 1) {
      const byte = x < width ? (rows[y * bytesPerRow + (x >> 3)] ?? 0) : 0;
      const isLit = (byte & (0x80 >> (x & 7))) !== 0;
      if (isLit && start < 0) start = x;
      if (!isLit && start >= 0) {
        path.rect(start * screenScale, y * screenScale, (x - start) * screenScale, screenScale);
        start = -1;
      }
    }
  }
  context.fillStyle = color;
  // A glow under the crisp pixels, as an OLED's light spreads in its glass.
  context.globalAlpha = 0.55;
  context.filter = `blur(${screenScale * 2}px)`;
  context.fill(path);
  context.globalAlpha = 1;
  context.filter = 'none';
  context.fill(path);
}

function decodeBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), character => character.charCodeAt(0));
  } catch (error) {
    console.warn('A display sent a picture that cannot be read.', error);
    return new Uint8Array(0);
  }
}
