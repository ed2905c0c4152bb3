import { defineTool, ToolProblem } from '../../../../../sdk/tool.ts';

/** A tool that does, on request, what a tool may and may not do. */
export default defineTool<{ calls: number }>({
  createState: () => ({ calls: 0 }),
  async start(context) {
    const dueAt = await context.store.get('dueAt');
    if (typeof dueAt !== 'number') return;
    context.after(dueAt - context.date().getTime(), () =>
      context.announce({ text: 'boils', data: { dueAt } }),
    );
  },
  functions: {
    async boil({ seconds }, context) {
      context.state.calls++;
      const dueAt = context.date().getTime() + Number(seconds) * 1_000;
      await context.store.set('dueAt', dueAt);
      context.after(Number(seconds) * 1_000, () => context.announce({ text: 'boils', data: { dueAt } }));
      return { text: context.language === 'zh' ? '好的' : 'on', data: { calls: context.state.calls } };
    },
    hang: (_arguments, { signal }) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    flood: () => ({ text: '😀'.repeat(1_000_000), data: { list: 'x'.repeat(100_000) } }),
    complain: () => {
      throw new ToolProblem('There is no water in it.');
    },
    crash: () => {
      throw new TypeError('undefined is not a kettle');
    },
    read: async ({ path }, context) => {
      const [data, asset] = await Promise.all([
        context.readData('data.txt'),
        context.readAsset(String(path)),
      ]);
      return { text: data.trim(), data: { asset } };
    },
    peek: async ({ path }, context) => ({ text: await context.readData(String(path)) }),
    day: async (_arguments, context) => {
      const from = context.date();
      const events = await context.readCalendar(from, new Date(from.getTime() + 86_400_000));
      return { text: events.map(event => `${event.startsAt.toISOString()} ${event.title}`).join('\n') };
    },
  },
  converse: (words, context) =>
    words.includes('kettle') ? { text: `${context.language}: ${words}`, data: { heard: words } } : null,
});
