import type { Language } from '../../../core/text/localized-text.ts';
import { memoryTexts } from './memory.texts.ts';

const localeOf = (language: Language) => (language === 'zh' ? 'zh-CN' : 'en-GB');
const dayMs = 86_400_000;

const midnight = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();

/** When something was remembered, in few words: today, yesterday, a weekday, a date. */
export function dayWords(iso: string, now: Date, language: Language): string {
  const date = new Date(iso);
  const say = memoryTexts.say(language);
  const days = Math.round((midnight(now) - midnight(date)) / dayMs);
  if (days === 0) return say('today');
  if (days === 1) return say('yesterday');
  const locale = localeOf(language);
  if (days > 1 && days < 7) return date.toLocaleDateString(locale, { weekday: 'long' });
  const isThisYear = date.getFullYear() === now.getFullYear();
  return date.toLocaleDateString(locale, {
    day: 'numeric',
    month: 'short',
    ...(isThisYear ? {} : { year: 'numeric' }),
  });
}

/** `05-03` → every year on 3 May. */
export function yearlyWords(date: string, language: Language): string {
  const [month, day] = date.slice(-5).split('-').map(Number);
  const words = new Date(2000, (month ?? 1) - 1, day ?? 1).toLocaleDateString(localeOf(language), {
    day: 'numeric',
    month: 'long',
  });
  const say = memoryTexts.say(language);
  return date.length > 5
    ? say('since', { day: words, year: date.slice(0, 4) })
    : say('everyYear', { day: words });
}

/** A size in bytes as people read it: `96 KB`. */
export function sizeWords(bytes: number): string {
  return bytes < 1_000_000
    ? `${Math.max(1, Math.round(bytes / 1_000))} KB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
