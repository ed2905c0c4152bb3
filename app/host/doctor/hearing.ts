import { frameMark } from '../../core/link/frame.ts';

/** Who speaks on a line, as far as a few seconds of listening tell. */
export type Speaker =
  | 'silence'
  | 'cambrian'
  | 'micropython'
  | 'circuitpython'
  | 'esp-download'
  | 'esp-boot'
  | 'garbage'
  | 'modem-commands'
  | 'text';

const marks: readonly (readonly [Speaker, RegExp])[] = [
  ['cambrian', new RegExp(`${frameMark}\\{"t": ?"`)],
  ['circuitpython', /CircuitPython|Auto-reload is (on|off)|Code done running|code\.py output/],
  // The newest word counts: a board that was in its loader and starts then says both.
  [
    'esp-download',
    /waiting for download|DOWNLOAD\((USB|UART|SDIO|SPI)[^)]*\)(?![\s\S]*(SPI_FAST_FLASH_BOOT|cpu_start|>>> ))/i,
  ],
  [
    'micropython',
    /MicroPython v?\d|>>> |--> |raw REPL; CTRL-B|MPY: soft reboot|^Traceback \(most recent call last\):/m,
  ],
  ['esp-boot', /\bets [A-Z][a-z]{2} +\d|rst:0x[0-9a-f]|^(\[[0-9;]*m)?[IWE] \(\d+\) [\w.-]+: /m],
  ['modem-commands', /(^|[\r\n])AT(\+|E\d|Z|\r)/],
];

/** Says who speaks. Bytes are as they came from the port. */
export function whoSpeaks(received: Uint8Array): Speaker {
  if (received.length === 0) return 'silence';
  // Colours of a log are no part of its words.
  const text = Buffer.from(received).toString('latin1').replaceAll('\u001b', '');
  for (const [speaker, mark] of marks) if (mark.test(text)) return speaker;
  return isReadable(received) ? 'text' : 'garbage';
}

/** Text of any language is; what a wrong rate makes of text is not. */
function isReadable(bytes: Uint8Array): boolean {
  const text = new TextDecoder('utf-8').decode(bytes);
  // A cut letter at either end says nothing.
  const odd = [...text].filter(
    letter => letter === '�' || (letter < ' ' && !'\r\n\t\b\x1b\x07'.includes(letter)),
  );
  return odd.length <= 2 || odd.length * 8 < text.length;
}
