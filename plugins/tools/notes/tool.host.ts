import {
  defineTool,
  type JsonValue,
  localDateText,
  mentions,
  type ToolContext,
  ToolProblem,
} from '../../../app/sdk/tool.ts';

interface Note {
  readonly at: string;
  readonly text: string;
}

const mostNotes = 500;
const mostItems = 200;
const spokenNotes = 5;

/** How lists are called in either language, so that “shopping” and “购物” are one list. */
const usualLists: Readonly<Record<string, readonly string[]>> = {
  shopping: ['shopping', 'grocery', 'groceries', '购物', '买菜'],
  todo: ['todo', 'to do', 'to-do', 'task', 'tasks', '待办', '任务'],
};

function listKey(value: JsonValue | undefined): string {
  const name = typeof value === 'string' ? value.trim().toLowerCase() : '';
  if (name === '') return 'list:shopping';
  const usual = Object.entries(usualLists).find(([, names]) => names.includes(name))?.[0];
  return `list:${usual ?? name}`;
}

function nameOf(key: string, language: 'en' | 'zh'): string {
  const name = key.slice('list:'.length);
  if (language === 'en') return name;
  return { shopping: '购物', todo: '待办' }[name] ?? name;
}

async function items(key: string, context: ToolContext): Promise<string[]> {
  const value = await context.store.get(key);
  return Array.isArray(value) ? value.filter(item => typeof item === 'string') : [];
}

async function notes(context: ToolContext): Promise<Note[]> {
  const value = await context.store.get('notes');
  return Array.isArray(value) ? (value as unknown as Note[]) : [];
}

function say(context: ToolContext, en: string, zh: string): string {
  return context.language === 'zh' ? zh : en;
}

/** Notes and lists, each person's own. */
export default defineTool({
  scope: 'person',
  functions: {
    async note({ text }, context) {
      const known = await notes(context);
      if (known.length >= mostNotes)
        throw new ToolProblem(say(context, 'There is no room for more notes.', '便签已经记满了。'));
      await context.store.set('notes', [
        ...known.map(note => ({ ...note })),
        { at: context.date().toISOString(), text: String(text) },
      ]);
      return { text: say(context, 'Noted.', '记好了。'), data: { notes: known.length + 1 } };
    },
    async 'read-notes'({ words }, context) {
      const wanted = typeof words === 'string' ? words : '';
      const found = (await notes(context))
        .filter(({ text }) => wanted === '' || mentions(text, wanted))
        .reverse();
      if (found.length === 0)
        return { text: say(context, 'There are no such notes.', '没有找到便签。'), data: { notes: [] } };
      const spoken = found
        .slice(0, spokenNotes)
        .map(({ at, text }) => `${localDateText(new Date(at), context.timeZone)}: ${text}`);
      const more = found.length - spoken.length;
      const rest = more > 0 ? say(context, ` And ${more} more.`, `还有${more}条。`) : '';
      return {
        text: `${spoken.join(say(context, '; ', '；'))}${say(context, '.', '。')}${rest}`,
        data: { notes: found.map(note => ({ ...note })) },
      };
    },
    async add({ item, list }, context) {
      const key = listKey(list);
      const known = await items(key, context);
      const thing = String(item).trim();
      const name = nameOf(key, context.language);
      if (known.some(other => other.toLowerCase() === thing.toLowerCase())) {
        return {
          text: say(context, `${thing} is on the ${name} list already.`, `${thing}已经在${name}清单上了。`),
          data: { items: known },
        };
      }
      if (known.length >= mostItems) throw new ToolProblem(say(context, 'The list is full.', '清单已满。'));
      const next = [...known, thing];
      await context.store.set(key, next);
      return {
        text: say(context, `${thing} is on the ${name} list.`, `已把${thing}加到${name}清单。`),
        data: { items: next },
      };
    },
    async 'read-list'({ list }, context) {
      const key = listKey(list);
      const known = await items(key, context);
      const name = nameOf(key, context.language);
      if (known.length === 0)
        return {
          text: say(context, `The ${name} list is empty.`, `${name}清单是空的。`),
          data: { items: [] },
        };
      return {
        text: say(
          context,
          `On the ${name} list: ${known.join(', ')}.`,
          `${name}清单上有：${known.join('、')}。`,
        ),
        data: { items: known },
      };
    },
    async remove({ item, list }, context) {
      const key = listKey(list);
      const known = await items(key, context);
      const thing = String(item).trim().toLowerCase();
      const next = known.filter(other => other.toLowerCase() !== thing);
      const name = nameOf(key, context.language);
      if (next.length === known.length) {
        return {
          text: say(
            context,
            `${String(item)} is not on the ${name} list.`,
            `${name}清单上没有${String(item)}。`,
          ),
          data: { items: known },
        };
      }
      await context.store.set(key, next);
      return {
        text: say(
          context,
          `${String(item)} is off the ${name} list.`,
          `已从${name}清单划掉${String(item)}。`,
        ),
        data: { items: next },
      };
    },
    async clear({ list }, context) {
      const key = listKey(list);
      await context.store.set(key, []);
      const name = nameOf(key, context.language);
      return {
        text: say(context, `The ${name} list is empty now.`, `${name}清单已清空。`),
        data: { items: [] },
      };
    },
  },
});
