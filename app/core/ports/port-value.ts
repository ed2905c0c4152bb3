import type { Json } from '../document/json.ts';
import { isJsonObject } from '../document/json.ts';
import type { PortType } from './port-type.ts';
import { emotions } from './port-type.ts';

const colorPattern = /^#[0-9a-f]{6}$/;
const base64Pattern = /^[A-Za-z0-9+/]*={0,2}$/;
const emotionSet: ReadonlySet<string> = new Set(emotions);

export function isEmotion(value: unknown): boolean {
  return typeof value === 'string' && emotionSet.has(value);
}

/** `#rrggbb` in lower-case hexadecimal. */
export function isColor(value: unknown): boolean {
  return typeof value === 'string' && colorPattern.test(value);
}

/**
 * Whether a JSON value is one that a port of this type carries. `min` and `max` of a number only describe what is
 * usual and are not judged.
 */
export function isPortValue(type: PortType, value: Json): boolean {
  switch (type.kind) {
    case 'trigger':
      return value === true;
    case 'boolean':
      return typeof value === 'boolean';
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'text':
      return typeof value === 'string';
    case 'color':
      return isColor(value);
    case 'vector3':
      return (
        Array.isArray(value) &&
        value.length === 3 &&
        value.every(item => typeof item === 'number' && Number.isFinite(item))
      );
    case 'emotion':
      return isEmotion(value);
    case 'json':
      return true;
    case 'audio':
    case 'image': {
      if (!isJsonObject(value)) return false;
      const data = value.data;
      return typeof data === 'string' && data.length % 4 === 0 && base64Pattern.test(data);
    }
  }
}

/** Room that an `emit` frame takes around its value: mark, field names, channel number, time, newline. */
const frameOverheadBytes = 40;
/** Sound travels in pieces of this length. */
const audioPieceSeconds = 0.02;
const opusBytesPerPiece = 80;
const base64Growth = 4 / 3;

/** Typical size of one message on the link, in bytes, for budgets. Text and data count as a short sentence. */
export function estimateMessageBytes(type: PortType): number {
  return Math.ceil(frameOverheadBytes + estimateValueBytes(type));
}

function estimateValueBytes(type: PortType): number {
  switch (type.kind) {
    case 'trigger':
      return 4;
    case 'boolean':
      return 5;
    case 'number':
      return 8;
    case 'text':
      return 48;
    case 'color':
      return 9;
    case 'vector3':
      return 26;
    case 'emotion':
      return 12;
    case 'json':
      return 96;
    case 'audio': {
      const raw = type.encoding === 'opus' ? opusBytesPerPiece : type.sampleRateHz * audioPieceSeconds * 2;
      return 12 + raw * base64Growth;
    }
    case 'image': {
      const bitsPerPixel = { jpeg: 1.5, png: 6, mono: 1 }[type.encoding];
      return 12 + ((type.widthPx * type.heightPx * bitsPerPixel) / 8) * base64Growth;
    }
  }
}

/** How often a stream speaks where its definition does not say so: pieces of sound, frames of a camera. */
export function usualRateHz(type: PortType): number {
  if (type.kind === 'audio') return 1 / audioPieceSeconds;
  if (type.kind === 'image') return 2;
  return 1;
}
