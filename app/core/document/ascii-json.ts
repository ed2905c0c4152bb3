/**
 * JSON on one line in printable ASCII, everything else escaped: no byte of it interrupts a program or means something
 * to a terminal.
 */
export function stringifyAscii(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
