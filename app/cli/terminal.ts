import { describeError, StudioError } from '../contract/errors/studio-error.ts';
import type { Diagnostic, DiagnosticWhere } from '../core/diagnostics/diagnostic.ts';
import type { Language } from '../core/text/localized-text.ts';

/** Where a command writes: words for people, or one JSON value for programs. */
export class Terminal {
  readonly isJson: boolean;
  readonly language: Language;
  readonly #isInteractive: boolean;
  #hasProgress = false;

  constructor(options: { readonly isJson: boolean; readonly language: Language }) {
    this.isJson = options.isJson;
    this.language = options.language;
    this.#isInteractive = process.stderr.isTTY === true;
  }

  /** A line for people; nothing in JSON mode. */
  say(line: string): void {
    this.#endProgress();
    if (!this.isJson) process.stdout.write(`${line}\n`);
  }

  /** The one answer of a command in JSON mode. */
  answer(value: unknown): void {
    if (this.isJson) process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
  }

  /** A line that the next one replaces; only where a person watches. */
  progress(line: string): void {
    if (this.isJson || !this.#isInteractive) return;
    this.#hasProgress = true;
    process.stderr.write(`\r\x1b[2K${line}`);
  }

  diagnostics(diagnostics: readonly Diagnostic[]): void {
    for (const diagnostic of diagnostics) {
      this.say(
        `${diagnostic.severity.padEnd(7)} ${place(diagnostic.where)}  ${diagnostic.message[this.language]}  [${diagnostic.code}]`,
      );
      if (diagnostic.severity !== 'hint') this.say(`        → ${diagnostic.hint[this.language]}`);
    }
  }

  /** Says an error in full: what, why, and the next step. */
  fail(error: unknown): StudioError {
    const known =
      error instanceof StudioError
        ? error
        : new StudioError(
            'internal/unexpected',
            { message: error instanceof Error ? error.message : String(error) },
            { cause: error },
          );
    this.#endProgress();
    const { title, explanation, nextStep } = describeError(known, this.language);
    if (this.isJson)
      this.answer({ error: { code: known.code, title, explanation, nextStep, details: known.details } });
    else process.stderr.write(`${title} [${known.code}]\n${explanation}\n→ ${nextStep}\n`);
    return known;
  }

  #endProgress(): void {
    if (!this.#hasProgress) return;
    this.#hasProgress = false;
    process.stderr.write('\r\x1b[2K');
  }
}

function place(where: DiagnosticWhere): string {
  switch (where.kind) {
    case 'profile':
      return 'profile';
    case 'node':
      return where.node;
    case 'port':
      return `${where.node}.${where.port}`;
    case 'property':
      return `${where.node}.${where.property}`;
    case 'persona':
      return where.field === undefined ? where.persona : `${where.persona}.${where.field}`;
    case 'wire':
      return where.wire;
  }
}

/** Bytes as people read them: `940 B`, `42 kB`. */
export function formatBytes(bytes: number): string {
  return bytes < 1000 ? `${Math.round(bytes)} B` : `${(bytes / 1000).toFixed(bytes < 10_000 ? 1 : 0)} kB`;
}
