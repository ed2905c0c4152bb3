import { defineTool, mentions, type ToolContext } from '../../../app/sdk/tool.ts';

interface Story {
  readonly id: string;
  readonly keywords: readonly string[];
  readonly en: { readonly title: string; readonly parts: readonly string[] };
  readonly zh: { readonly title: string; readonly parts: readonly string[] };
}

function say(context: ToolContext, en: string, zh: string): string {
  return context.language === 'zh' ? zh : en;
}

async function readStories(context: ToolContext): Promise<readonly Story[]> {
  const file: { readonly stories: readonly Story[] } = JSON.parse(await context.readData('stories.json'));
  return file.stories;
}

async function tellPart(story: Story, part: number, context: ToolContext) {
  const { parts, title } = story[context.language];
  const isLast = part >= parts.length - 1;
  await context.store.set('story', isLast ? '' : story.id);
  await context.store.set('part', part + 1);
  const opening = part === 0 ? say(context, `“${title}.” `, `《${title}》。`) : '';
  const close = isLast
    ? say(context, ' The end.', '讲完啦。')
    : say(context, ' Shall I go on?', '要接着听吗？');
  return {
    text: `${opening}${parts[part] ?? ''}${close}`,
    data: { story: story.id, part: part + 1, parts: parts.length, isLast },
  };
}

/** Stories in parts. Each person's story goes on where it stopped, also on another day. */
export default defineTool({
  scope: 'person',
  functions: {
    async tell({ topic }, context) {
      const stories = await readStories(context);
      // “Dinosaurs” means the story of the dinosaur.
      const wanted = typeof topic === 'string' ? topic.replace(/(?<=[a-z]{3})s$/iu, '') : '';
      const fitting =
        wanted === ''
          ? undefined
          : stories.find(story =>
              story.keywords.some(keyword => mentions(wanted, keyword) || mentions(keyword, wanted)),
            );
      // Without a topic they take turns.
      const turn = Number((await context.store.get('turn')) ?? 0);
      if (fitting === undefined) await context.store.set('turn', turn + 1);
      const story = fitting ?? stories[turn % Math.max(1, stories.length)];
      if (story === undefined) return { text: say(context, 'I know no stories.', '我还不会讲故事。') };
      return tellPart(story, 0, context);
    },
    async 'go-on'(_none, context) {
      const id = await context.store.get('story');
      const story = (await readStories(context)).find(candidate => candidate.id === id);
      if (story === undefined) {
        return {
          text: say(context, 'No story has been begun. Shall I tell one?', '还没有开始讲故事，要听一个吗？'),
        };
      }
      return tellPart(story, Number((await context.store.get('part')) ?? 0), context);
    },
    async list(_none, context) {
      const titles = (await readStories(context)).map(story => story[context.language].title);
      return {
        text: say(
          context,
          `I know ${titles.map(title => `“${title}”`).join(', ')}.`,
          `我会讲${titles.map(title => `《${title}》`).join('、')}。`,
        ),
        data: { titles },
      };
    },
  },
  /** “Yes” goes on where a story waits. */
  async converse(words, context) {
    const isYes = /^(yes|yeah|go on|more|please)\b|^(好|要|嗯|继续|接着)/iu.test(words.trim());
    const id = await context.store.get('story');
    if (!isYes || typeof id !== 'string' || id === '') return null;
    const story = (await readStories(context)).find(candidate => candidate.id === id);
    return story === undefined
      ? null
      : tellPart(story, Number((await context.store.get('part')) ?? 0), context);
  },
});
