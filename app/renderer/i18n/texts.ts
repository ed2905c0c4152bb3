import i18next from 'i18next';
import { type Language, type LocalizedText, languages } from '../../core/text/localized-text.ts';
import { useLanguage } from '../stores/settings-store.ts';

/** The names in `{braces}` of a template, as a union. */
type Placeholder<Template extends string> = Template extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholder<Rest>
  : never;

type TextTable = Readonly<Record<string, string>>;

/** Says one text; placeholders of the English text must be given. */
export type Say<Table extends TextTable> = <Key extends keyof Table & string>(
  key: Key,
  ...values: [Placeholder<Table[Key]>] extends [never]
    ? []
    : [values: Readonly<Record<Placeholder<Table[Key]>, string | number>>]
) => string;

/** The words of one feature. `texts.say('zh')('save')` says one outside of React; inside use {@link useTexts}. */
export interface Texts<Table extends TextTable> {
  readonly namespace: string;
  readonly say: (language: Language) => Say<Table>;
  /** Both languages of one text, for objects that carry a {@link LocalizedText}. */
  readonly localized: Localize<Table>;
}

type Localize<Table extends TextTable> = <Key extends keyof Table & string>(
  key: Key,
  ...values: [Placeholder<Table[Key]>] extends [never]
    ? []
    : [values: Readonly<Record<Placeholder<Table[Key]>, string | number>>]
) => LocalizedText;

/** i18next's function without its own key types; ours are stricter and come from the table. */
type Translate = (key: string, values: Readonly<Record<string, string | number>>) => string;

const instance = i18next.createInstance();
void instance.init({
  lng: 'en',
  fallbackLng: 'en',
  supportedLngs: [...languages],
  initAsync: false,
  resources: {},
  keySeparator: false,
  nsSeparator: false,
  interpolation: { prefix: '{', suffix: '}', escapeValue: false },
});

const registry = new Map<string, { readonly en: TextTable; readonly zh: TextTable }>();

/** Every text table that is loaded, by namespace; for the tests that compare the languages. */
export function registeredTexts(): ReadonlyMap<string, { readonly en: TextTable; readonly zh: TextTable }> {
  return registry;
}

/**
 * Declares the words of a feature in every language. A key that Chinese lacks, or has too much, does not compile.
 * `namespace` is the feature's folder name; each is declared once.
 */
export function defineTexts<const Table extends TextTable>(
  namespace: string,
  tables: { readonly en: Table; readonly zh: { readonly [Key in keyof Table]: string } },
): Texts<Table> {
  registry.set(namespace, tables);
  for (const language of languages) {
    instance.addResourceBundle(language, namespace, { ...tables[language] }, true, true);
  }
  const cache = new Map<Language, Say<Table>>();
  const say = (language: Language): Say<Table> => {
    const known = cache.get(language);
    if (known !== undefined) return known;
    const translate: Translate = instance.getFixedT(language, namespace);
    const created: Say<Table> = (key, ...values) => translate(key, { ...values[0] });
    cache.set(language, created);
    return created;
  };
  return {
    namespace,
    say,
    localized: (key, ...values) => ({ en: say('en')(key, ...values), zh: say('zh')(key, ...values) }),
  };
}

/** The words of a feature in the person's language; renders again when the language changes. */
export function useTexts<Table extends TextTable>(texts: Texts<Table>): Say<Table> {
  return texts.say(useLanguage());
}

/** Picks the person's language out of a {@link LocalizedText}. */
export function useLocalize(): (text: LocalizedText) => string {
  const language = useLanguage();
  return language === 'zh' ? pickChinese : pickEnglish;
}

const pickEnglish = (text: LocalizedText) => text.en;
const pickChinese = (text: LocalizedText) => text.zh;
