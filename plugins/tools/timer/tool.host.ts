import {
  defineTool,
  type JsonValue,
  nextTimeOfDay,
  type ToolContext,
  ToolProblem,
  timeOfDayText,
} from '../../../app/sdk/tool.ts';

interface Alarm {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly dueAt: number;
  readonly label: string;
  readonly language: 'en' | 'zh';
}

/** Alarm id → what stops its clock. */
type State = Map<string, () => void>;
type Context = ToolContext<State>;

const mostAlarms = 50;
/** An alarm that became due while the program was off still rings within this time. */
const lateMs = 10 * 60_000;

function isAlarm(value: JsonValue | undefined): value is JsonValue & Alarm {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && typeof value.dueAt === 'number'
  );
}

async function alarms(context: Context): Promise<Alarm[]> {
  const found: Alarm[] = [];
  for (const key of await context.store.keys()) {
    const value = await context.store.get(key);
    if (isAlarm(value)) found.push(value);
  }
  return found.sort((a, b) => a.dueAt - b.dueAt || (a.id < b.id ? -1 : 1));
}

/** The clock has it again: also after a restart. */
function arm(alarm: Alarm, context: Context): void {
  const delayMs = Math.max(0, alarm.dueAt - context.date().getTime());
  context.state.set(
    alarm.id,
    context.after(delayMs, () => {
      context.state.delete(alarm.id);
      context.store.remove(alarm.id).catch(() => undefined);
      const { label } = alarm;
      const text =
        alarm.language === 'zh'
          ? label === ''
            ? '时间到了！'
            : `时间到了：${label}！`
          : label === ''
            ? 'Time is up!'
            : `Time is up: ${label}!`;
      context.announce({ text, data: { alarm: alarm.id, label } });
    }),
  );
}

async function add(dueAt: number, label: string, context: Context): Promise<Alarm> {
  const known = await alarms(context);
  if (known.length >= mostAlarms) {
    throw new ToolProblem(
      context.language === 'zh' ? '已经有太多闹钟了。' : 'There are too many alarms already.',
    );
  }
  const last = known.reduce((most, { id }) => Math.max(most, Number(id.slice(1)) || 0), 0);
  const alarm: Alarm = { id: `a${last + 1}`, dueAt, label, language: context.language };
  await context.store.set(alarm.id, { ...alarm });
  arm(alarm, context);
  return alarm;
}

/** `95` → `1 minute 35 seconds`. */
export function durationText(seconds: number, language: 'en' | 'zh'): string {
  const parts: string[] = [];
  const units = [
    [3600, 'hour', '小时'],
    [60, 'minute', '分钟'],
    [1, 'second', '秒'],
  ] as const;
  let rest = Math.max(0, Math.round(seconds));
  for (const [size, en, zh] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count === 0) continue;
    parts.push(language === 'zh' ? `${count}${zh}` : `${count} ${en}${count === 1 ? '' : 's'}`);
  }
  if (parts.length === 0) return language === 'zh' ? '0秒' : '0 seconds';
  return language === 'zh' ? parts.join('') : parts.join(' ');
}

function labelOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value.trim() : '';
}

/** Timers and alarms that ring by themselves, also after a restart. */
export default defineTool<State>({
  scope: 'device',
  createState: () => new Map(),
  async start(context) {
    const now = context.date().getTime();
    for (const alarm of await alarms(context)) {
      if (alarm.dueAt < now - lateMs) await context.store.remove(alarm.id);
      else arm(alarm, context);
    }
  },
  functions: {
    async set({ seconds, label }, context) {
      const length = Number(seconds);
      const alarm = await add(context.date().getTime() + length * 1000, labelOf(label), context);
      const words = durationText(length, context.language);
      const what =
        alarm.label === '' ? '' : context.language === 'zh' ? `提醒你${alarm.label}` : ` for ${alarm.label}`;
      return {
        text:
          context.language === 'zh'
            ? `好的，${words}后${what === '' ? '叫你' : what}。`
            : `All right, ${words}${what}. I will tell you.`,
        data: { alarm: alarm.id, seconds: length },
      };
    },
    async alarm({ at, label }, context) {
      const time = String(at);
      if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) {
        throw new ToolProblem(
          context.language === 'zh' ? `没有“${time}”这个时刻。` : `There is no time of day “${time}”.`,
        );
      }
      const due = nextTimeOfDay(context.date(), time, context.timeZone);
      const alarm = await add(due.getTime(), labelOf(label), context);
      const what =
        alarm.label === '' ? '' : context.language === 'zh' ? `提醒你${alarm.label}` : ` for ${alarm.label}`;
      return {
        text:
          context.language === 'zh'
            ? `好的，${time}${what === '' ? '叫你' : what}。`
            : `The alarm is set for ${time}${what}.`,
        data: { alarm: alarm.id, at: time },
      };
    },
    async list(_none, context) {
      const known = await alarms(context);
      const isChinese = context.language === 'zh';
      if (known.length === 0)
        return { text: isChinese ? '现在没有计时器或闹钟。' : 'Nothing is set.', data: { alarms: [] } };
      const now = context.date().getTime();
      const lines = known.map(({ dueAt, label }) => {
        const left = durationText((dueAt - now) / 1000, context.language);
        const at = timeOfDayText(new Date(dueAt), context.timeZone);
        if (isChinese) return `${at}${label === '' ? '' : `（${label}）`}，还有${left}`;
        return `${at}${label === '' ? '' : ` (${label})`}, ${left} left`;
      });
      return {
        text: `${lines.join(isChinese ? '；' : '; ')}${isChinese ? '。' : '.'}`,
        data: {
          alarms: known.map(({ id, dueAt, label }) => ({ id, label, at: new Date(dueAt).toISOString() })),
        },
      };
    },
    async cancel({ label }, context) {
      const wanted = labelOf(label).toLowerCase();
      const gone = (await alarms(context)).filter(alarm => alarm.label.toLowerCase().includes(wanted));
      for (const { id } of gone) {
        context.state.get(id)?.();
        context.state.delete(id);
        await context.store.remove(id);
      }
      const isChinese = context.language === 'zh';
      if (gone.length === 0)
        return { text: isChinese ? '没有可取消的。' : 'There is nothing to cancel.', data: { cancelled: 0 } };
      return {
        text: isChinese ? `已取消${gone.length}个。` : `Cancelled ${gone.length}.`,
        data: { cancelled: gone.length },
      };
    },
  },
});
