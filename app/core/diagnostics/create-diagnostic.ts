import type { LocalizedText } from '../text/localized-text.ts';
import type { Diagnostic, DiagnosticWhere, QuickFix } from './diagnostic.ts';
import type { DiagnosticCode, DiagnosticEntry } from './diagnostic-catalogue.ts';
import { diagnosticCatalogue } from './diagnostic-catalogue.ts';

/** The `{name}` placeholders of a text. */
type PlaceholdersOf<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PlaceholdersOf<Rest>
  : never;

type EntryOf<Code extends DiagnosticCode> = (typeof diagnosticCatalogue)[Code];

/** What must be filled in for a code: exactly the placeholders of its English texts. */
export type DiagnosticValues<Code extends DiagnosticCode> = Readonly<
  Record<
    PlaceholdersOf<EntryOf<Code>['message']['en']> | PlaceholdersOf<EntryOf<Code>['hint']['en']>,
    string | number | LocalizedText
  >
>;

/** Longer values are cut, so that a hostile name cannot fill the screen. */
const longestValue = 200;

function shorten(text: string): string {
  return text.length <= longestValue ? text : `${text.slice(0, longestValue - 1)}…`;
}

/** Makes a finding from its code: words and severity come from the catalogue, `values` fill their placeholders. */
export function createDiagnostic<Code extends DiagnosticCode>(
  code: Code,
  where: DiagnosticWhere,
  values: DiagnosticValues<Code>,
  fixes: readonly QuickFix[] = [],
): Diagnostic {
  const entry: DiagnosticEntry = diagnosticCatalogue[code];
  const table = new Map<string, string | number | LocalizedText>(Object.entries(values));
  const fill = (template: string, language: keyof LocalizedText): string =>
    template.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = table.get(name);
      if (value === undefined) return whole;
      return shorten(typeof value === 'object' ? value[language] : String(value));
    });
  const words = (text: LocalizedText): LocalizedText => ({
    en: fill(text.en, 'en'),
    zh: fill(text.zh, 'zh'),
  });
  return {
    code,
    severity: entry.severity,
    message: words(entry.message),
    where,
    hint: words(entry.hint),
    ...(fixes.length > 0 && { fixes: [...fixes] }),
  };
}
