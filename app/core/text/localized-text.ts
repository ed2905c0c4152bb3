import { z } from 'zod';

/** The languages that every word shown to a person exists in. */
export const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];

/** One piece of text in every language of the studio. `zh` is Simplified Chinese. */
export const localizedTextSchema = z.object({ en: z.string(), zh: z.string() });
export type LocalizedText = z.infer<typeof localizedTextSchema>;

/**
 * Fills `{name}` placeholders in both languages.
 * A placeholder without a value is left as it stands, so that a gap is seen and not hidden.
 */
export function fillText(text: LocalizedText, values: Record<string, string | number>): LocalizedText {
  const fill = (template: string) =>
    template.replace(/\{(\w+)\}/g, (whole, key: string) => (key in values ? String(values[key]) : whole));
  return { en: fill(text.en), zh: fill(text.zh) };
}
