export const dataFenceStart = '⟦data';
export const dataFenceEnd = 'data⟧';

/** Text of others can be long; what stands in a prompt is cut to this many characters. */
export const dataLimit = 4_000;

/**
 * Marks text that came from outside (a memory, a tool, a picture) as data: within a fence that it cannot close, in one
 * piece, without what cannot be seen. A model may still obey it; what it then wants to do is checked where tools are called.
 */
export function fenceData(label: string, text: string): string {
  const clean = text
    .normalize('NFC')
    .replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')
    .replace(/[⟦⟧]/gu, ' ')
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
  const cut = clean.length > dataLimit ? `${clean.slice(0, dataLimit)} …` : clean;
  return `${dataFenceStart} ${label.replace(/[⟦⟧\p{Cc}]/gu, ' ')}: ${cut} ${dataFenceEnd}`;
}
