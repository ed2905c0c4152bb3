import type { LocalizedText } from '../../core/text/localized-text.ts';

/** What a person reads of an error. `{name}` is filled from the error's details. */
export interface ErrorEntry {
  /** What happened, a few words. */
  readonly title: LocalizedText;
  /** Why, one or two sentences. */
  readonly explanation: LocalizedText;
  /** What to do now. */
  readonly nextStep: LocalizedText;
}

/**
 * Every error that leaves the host, by code `<area>/<what>`. Declared once, here. The type of an error's details
 * follows from the placeholders of its texts.
 */
export const errorCatalogue = {
  'internal/unexpected': {
    title: { en: 'Something went wrong inside Cambrian', zh: 'Cambrian 内部出错' },
    explanation: {
      en: 'The program met a case it was not made for: {message}',
      zh: '程序遇到了未预料的情况：{message}',
    },
    nextStep: {
      en: 'Your project is saved. Try again; if it happens again, report it with the log.',
      zh: '项目已保存。请重试；若再次出现，请附上日志反馈。',
    },
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorCatalogue;
