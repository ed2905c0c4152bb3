import { numberSetting, type PeripheralModel, pinOf } from './peripheral.ts';

/** WS2812 lights in a row or ring on one data pin. Setting `count`. State `pixels`: `#rrggbb` each. */
export const pixels: PeripheralModel = (attached, board) => {
  const pin = pinOf(attached, 'data');
  const count = Math.max(0, Math.round(numberSetting(attached, 'count', 1)));
  let colors: string[] = Array.from({ length: count }, () => '#000000');
  return {
    state: () => ({ pixels: colors }),
    pixelsChanged: (changedPin, bytes, bytesPerPixel) => {
      if (changedPin !== pin) return;
      // Lights beyond the end of the stream keep what they show; what comes beyond the last light is lost.
      colors = colors.map((color, index) => {
        const at = index * bytesPerPixel;
        if (at + bytesPerPixel > bytes.length) return color;
        const [green = 0, red = 0, blue = 0] = bytes.subarray(at, at + 3);
        return `#${hexByte(red)}${hexByte(green)}${hexByte(blue)}`;
      });
      board.changed();
    },
  };
};

function hexByte(value: number): string {
  return value.toString(16).padStart(2, '0');
}
