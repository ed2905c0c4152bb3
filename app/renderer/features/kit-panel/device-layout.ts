import type { PeripheralControl } from '../../../core/catalogue/node-definition.ts';
import type { AttachedPeripheral } from '../../../core/compiler/bundle.ts';
import type { LocalizedText } from '../../../core/text/localized-text.ts';

/** A box in the body's units; one unit is one pixel of the small panel. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** One thing that is drawn on the body. */
export interface PlacedPart {
  readonly kind:
    | 'ring'
    | 'strip'
    | 'screen'
    | 'lens'
    | 'led'
    | 'buzzer'
    | 'servo'
    | 'stepper'
    | 'knob'
    | 'relay'
    | 'satellite'
    | 'reader'
    | 'microphone'
    | 'speaker'
    | 'button'
    | 'touch';
  readonly peripheral: AttachedPeripheral;
  readonly box: Box;
}

/** A control that stands beside the body. */
export interface SideControl {
  readonly peripheral: AttachedPeripheral;
  readonly control: PeripheralControl;
  readonly label: LocalizedText;
  /** Distance of its middle from the body's top. */
  readonly y: number;
}

/** How the device is drawn. All boxes lie within the body, and none overlaps another. */
export interface DeviceLayout {
  readonly width: number;
  readonly height: number;
  /** Radius of the body's corners. */
  readonly radius: number;
  readonly parts: readonly PlacedPart[];
  readonly left: readonly SideControl[];
  readonly right: readonly SideControl[];
  /** Controls for which there is no room beside the body, in a grid below it. */
  readonly below: readonly Omit<SideControl, 'y'>[];
}

/** Height that one control beside the body takes. */
export const sideControlHeight = 46;

const gap = 12;
const paddingTop = 24;
const paddingBottom = 20;
const minimumHeight = 164;
const minimumWidth = 132;

interface Row {
  readonly height: number;
  readonly items: readonly { readonly part: Omit<PlacedPart, 'box'>; readonly width: number }[];
  /** Space between the items of the row. */
  readonly spacing: number;
}

/**
 * Places what is attached to a virtual board on one drawn device: ring and screen as its head, lights, sound and
 * movement below, what is pressed at its foot, and the controls of its sensors beside it. Pure.
 */
export function layoutDevice(attached: readonly AttachedPeripheral[]): DeviceLayout {
  const head = headOf(attached);
  const below = rowsBelowHead(attached, head.used);
  const rows = [...head.rows, ...below];
  const width = Math.max(head.width, ...below.map(row => rowWidth(row) + 20));
  const contentHeight = rows.reduce((sum, row) => sum + row.height, 0) + gap * Math.max(0, rows.length - 1);
  const controls = sideControls(attached);
  // A body may grow for its controls, but not beyond what four of them need.
  const perSide = Math.min(4, Math.ceil(controls.length / 2));
  const height = Math.max(
    minimumHeight,
    contentHeight + paddingTop + paddingBottom,
    perSide * sideControlHeight + 8,
  );
  const parts = placeRows(rows, width, height, contentHeight);
  const single = singlePress(parts);
  // The label of the one button stands at the right, beside it; controls there end above it.
  const rightHeight = single === null ? height : single.box.y;
  const capacityOf = (room: number) => Math.floor((room - 4) / sideControlHeight);
  const leftCount = Math.min(
    capacityOf(height),
    Math.max(Math.ceil(controls.length / 2), controls.length - capacityOf(rightHeight)),
  );
  const rightCount = Math.min(capacityOf(rightHeight), controls.length - leftCount);
  return {
    width,
    height,
    radius: Math.min(42, width / 3.2),
    parts,
    left: spread(controls.slice(0, leftCount), height),
    right: spread(controls.slice(leftCount, leftCount + rightCount), rightHeight),
    below: controls.slice(leftCount + rightCount),
  };
}

/** The only button or touch pad of a device, whose label is written beside the body; null with none or several. */
export function singlePress(parts: readonly PlacedPart[]): PlacedPart | null {
  const presses = parts.filter(part => part.kind === 'button' || part.kind === 'touch');
  return presses.length === 1 ? (presses[0] ?? null) : null;
}

/** The control that a press on the body moves. */
export function pressControl(peripheral: AttachedPeripheral): PeripheralControl | undefined {
  return peripheral.controls.find(control => control.type === 'momentary');
}

/** How many lights a strip or ring has. */
export function pixelCount(peripheral: AttachedPeripheral): number {
  const { settings } = peripheral;
  for (const name of ['count', 'pixels', 'leds', 'length']) {
    const value = settings[name];
    if (typeof value === 'number' && value >= 1) return Math.min(256, Math.round(value));
  }
  return 12;
}

function headOf(attached: readonly AttachedPeripheral[]): {
  readonly rows: readonly Row[];
  readonly width: number;
  readonly used: ReadonlySet<string>;
} {
  const ring = attached.find(peripheral => peripheral.model === 'pixels');
  const screen = attached.find(peripheral => peripheral.model === 'ssd1306');
  if (ring && screen) {
    // Ring and screen share one row: the screen's box is placed within the ring's by placeRows.
    const row: Row = {
      height: 92,
      spacing: 0,
      items: [
        { part: { kind: 'ring', peripheral: ring }, width: 140 },
        { part: { kind: 'screen', peripheral: screen }, width: 116 },
      ],
    };
    return { rows: [row], width: 160, used: new Set([ring.id, screen.id]) };
  }
  if (ring) {
    const row: Row = {
      height: 104,
      spacing: 0,
      items: [{ part: { kind: 'ring', peripheral: ring }, width: 104 }],
    };
    return { rows: [row], width: 140, used: new Set([ring.id]) };
  }
  if (screen) {
    const row: Row = {
      height: 80,
      spacing: 0,
      items: [{ part: { kind: 'screen', peripheral: screen }, width: 144 }],
    };
    return { rows: [row], width: 168, used: new Set([screen.id]) };
  }
  const leds = attached.filter(peripheral => peripheral.model === 'led');
  const [led] = leds;
  if (led && leds.length === 1) {
    const row: Row = {
      height: 72,
      spacing: 0,
      items: [{ part: { kind: 'lens', peripheral: led }, width: 72 }],
    };
    return { rows: [row], width: minimumWidth, used: new Set([led.id]) };
  }
  return { rows: [], width: minimumWidth, used: new Set() };
}

function rowsBelowHead(attached: readonly AttachedPeripheral[], used: ReadonlySet<string>): Row[] {
  const rest = attached.filter(peripheral => !used.has(peripheral.id));
  const of = (model: AttachedPeripheral['model']) => rest.filter(peripheral => peripheral.model === model);
  const row = (
    kind: PlacedPart['kind'],
    peripherals: readonly AttachedPeripheral[],
    size: { readonly width: number; readonly height: number; readonly spacing: number },
    perRow: number,
  ): Row[] =>
    chunk(peripherals, perRow).map(items => ({
      height: size.height,
      spacing: size.spacing,
      items: items.map(peripheral => ({ part: { kind, peripheral }, width: size.width })),
    }));
  return [
    ...row('screen', of('ssd1306'), { width: 144, height: 80, spacing: 0 }, 1),
    ...row('strip', of('pixels'), { width: 120, height: 14, spacing: 0 }, 1),
    ...row('led', of('led'), { width: 22, height: 22, spacing: 8 }, 4),
    ...row('buzzer', of('buzzer'), { width: 56, height: 24, spacing: 8 }, 2),
    ...row('servo', of('servo'), { width: 52, height: 40, spacing: 8 }, 2),
    ...row('stepper', of('stepper'), { width: 56, height: 50, spacing: 8 }, 2),
    ...row('relay', of('relay'), { width: 48, height: 30, spacing: 8 }, 2),
    ...row('knob', of('rotary-encoder'), { width: 40, height: 40, spacing: 8 }, 3),
    ...row('speaker', of('i2s-speaker'), { width: 56, height: 56, spacing: 8 }, 2),
    ...row('microphone', of('i2s-microphone'), { width: 32, height: 32, spacing: 8 }, 3),
    ...row('satellite', of('nmea-gps'), { width: 104, height: 32, spacing: 0 }, 1),
    ...row('reader', of('mfrc522'), { width: 84, height: 48, spacing: 0 }, 1),
    ...mixedPressRows(of('button'), of('touch')),
  ];
}

function mixedPressRows(buttons: readonly AttachedPeripheral[], pads: readonly AttachedPeripheral[]): Row[] {
  const presses = [
    ...buttons.map(peripheral => ({ part: { kind: 'button', peripheral } as const, width: 28 })),
    ...pads.map(peripheral => ({ part: { kind: 'touch', peripheral } as const, width: 28 })),
  ];
  // With several, each carries its name below itself.
  const isNamed = presses.length > 1;
  return chunk(presses, 3).map(items => ({
    height: isNamed ? 42 : 28,
    spacing: isNamed ? 20 : 12,
    items,
  }));
}

function placeRows(
  rows: readonly Row[],
  width: number,
  height: number,
  contentHeight: number,
): readonly PlacedPart[] {
  const parts: PlacedPart[] = [];
  const spare = height - paddingTop - paddingBottom - contentHeight;
  let y = paddingTop + spare / 2;
  for (const row of rows) {
    const [outer, inner] = row.items;
    if (outer?.part.kind === 'ring' && inner?.part.kind === 'screen') {
      const box = { x: (width - outer.width) / 2, y, width: outer.width, height: row.height };
      parts.push({ ...outer.part, box });
      const innerHeight = 66;
      parts.push({
        ...inner.part,
        box: {
          x: (width - inner.width) / 2,
          y: y + (row.height - innerHeight) / 2,
          width: inner.width,
          height: innerHeight,
        },
      });
    } else {
      let x = (width - rowWidth(row)) / 2;
      for (const item of row.items) {
        parts.push({ ...item.part, box: { x, y, width: item.width, height: row.height } });
        x += item.width + row.spacing;
      }
    }
    y += row.height + gap;
  }
  return parts;
}

function rowWidth(row: Row): number {
  const [first] = row.items;
  if (first?.part.kind === 'ring') return first.width;
  return (
    row.items.reduce((sum, item) => sum + item.width, 0) + row.spacing * Math.max(0, row.items.length - 1)
  );
}

/** Every control that is not pressed on the body itself, with a label that tells it from the others. */
function sideControls(attached: readonly AttachedPeripheral[]): Omit<SideControl, 'y'>[] {
  const all = attached.flatMap(peripheral => {
    const isPressed = peripheral.model === 'button' || peripheral.model === 'touch';
    const onBody = isPressed ? pressControl(peripheral) : undefined;
    return peripheral.controls
      .filter(control => control !== onBody)
      .map(control => ({ peripheral, control, label: control.title }));
  });
  const uses = new Map<string, number>();
  for (const { label } of all) uses.set(label.en, (uses.get(label.en) ?? 0) + 1);
  return all.map(item => {
    if ((uses.get(item.label.en) ?? 0) < 2) return item;
    const { name } = item.peripheral;
    return {
      ...item,
      label: { en: `${name} ${item.label.en.toLowerCase()}`, zh: `${name} ${item.label.zh}` },
    };
  });
}

function spread(controls: readonly Omit<SideControl, 'y'>[], height: number): SideControl[] {
  const share = Math.min(height / Math.max(1, controls.length), sideControlHeight + 10);
  const start = (height - share * controls.length) / 2;
  return controls.map((control, index) => ({ ...control, y: start + share * (index + 0.5) }));
}

function chunk<Item>(items: readonly Item[], size: number): Item[][] {
  const chunks: Item[][] = [];
  for (let index = 0; index < items.length; index += size) chunks.push(items.slice(index, index + size));
  return chunks;
}
