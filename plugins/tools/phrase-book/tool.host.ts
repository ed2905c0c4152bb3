import { defineTool, simplify, type ToolContext } from '../../../app/sdk/tool.ts';

const spoken = ['en', 'zh', 'ja', 'es', 'fr'] as const;
type Spoken = (typeof spoken)[number];
type Phrase = Readonly<Record<Spoken, string>>;

const languageNames: Readonly<Record<Spoken, { readonly en: string; readonly zh: string }>> = {
  en: { en: 'English', zh: '英语' },
  zh: { en: 'Chinese', zh: '中文' },
  ja: { en: 'Japanese', zh: '日语' },
  es: { en: 'Spanish', zh: '西班牙语' },
  fr: { en: 'French', zh: '法语' },
};

async function readPhrases(context: ToolContext): Promise<readonly Phrase[]> {
  const file: { readonly phrases: readonly Phrase[] } = JSON.parse(await context.readData('phrases.json'));
  return file.phrases;
}

function bare(text: string): string {
  return simplify(text)
    .replace(/[^\p{L}\p{N} ]/gu, '')
    .trim();
}

/** Everyday phrases; what is not in the book is not translated. */
export default defineTool({
  functions: {
    async say({ phrase, language }, context) {
      const target = spoken.find(code => code === language) ?? 'en';
      const wanted = bare(String(phrase));
      const found = (await readPhrases(context)).find(entry =>
        spoken.some(code => bare(entry[code]) === wanted),
      );
      const name = languageNames[target][context.language];
      if (found === undefined) {
        const text =
          context.language === 'zh'
            ? `短语书里没有“${String(phrase)}”，没有网络我无法翻译它。`
            : `“${String(phrase)}” is not in the phrase book; I cannot translate it without a network.`;
        return { text, data: { found: false } };
      }
      const text = context.language === 'zh' ? `${name}：${found[target]}` : `In ${name}: ${found[target]}`;
      return { text, data: { found: true, language: target, phrase: found[target] } };
    },
    async topics(_none, context) {
      const phrases = await readPhrases(context);
      const some = phrases.slice(0, 8).map(entry => entry[context.language]);
      const text =
        context.language === 'zh'
          ? `我会${phrases.length}句日常短语，五种语言，例如：${some.join('、')}。`
          : `I know ${phrases.length} everyday phrases in five languages, such as ${some.join(', ')}.`;
      return { text, data: { phrases: phrases.length } };
    },
  },
});
