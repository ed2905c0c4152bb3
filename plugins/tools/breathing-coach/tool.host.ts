import { defineTool, type ToolContext } from '../../../app/sdk/tool.ts';

interface Step {
  readonly seconds: number;
  readonly en: string;
  readonly zh: string;
}

const breatheIn = (seconds: number): Step => ({ seconds, en: 'Breathe in.', zh: '吸气。' });
const hold = (seconds: number): Step => ({ seconds, en: 'Hold.', zh: '屏住。' });
const breatheOut = (seconds: number): Step => ({ seconds, en: 'Breathe out.', zh: '呼气。' });

/** Well-known patterns, in seconds. */
const patterns: Readonly<Record<string, readonly Step[]>> = {
  calm: [breatheIn(4), breatheOut(6)],
  box: [breatheIn(4), hold(4), breatheOut(4), hold(4)],
  sleep: [breatheIn(4), hold(7), breatheOut(8)],
};

const usualRounds = 3;

interface State {
  cancel: () => void;
  isRunning: boolean;
}

function say(context: ToolContext<State>, en: string, zh: string): string {
  return context.language === 'zh' ? zh : en;
}

function run(steps: readonly Step[], rounds: number, context: ToolContext<State>): void {
  let index = 0;
  const next = () => {
    const step = steps[index % steps.length];
    if (step === undefined) return;
    if (index >= steps.length * rounds) {
      context.state.isRunning = false;
      context.announce({
        text: say(context, 'Well done. How do you feel?', '做得很好。感觉怎么样？'),
        data: { phase: 'end' },
      });
      return;
    }
    const round = Math.floor(index / steps.length) + 1;
    context.announce({
      text: say(context, step.en, step.zh),
      data: { phase: step.en, seconds: step.seconds, round },
    });
    index++;
    context.state.cancel = context.after(step.seconds * 1000, next);
  };
  // The invitation is said first.
  context.state.cancel = context.after(3000, next);
}

/** Breathes with a person, step by step on the hub's clock. */
export default defineTool<State>({
  scope: 'device',
  createState: () => ({ cancel: () => undefined, isRunning: false }),
  functions: {
    start({ pattern, rounds }, context) {
      const name = typeof pattern === 'string' && Object.hasOwn(patterns, pattern) ? pattern : 'calm';
      const count = typeof rounds === 'number' ? rounds : usualRounds;
      context.state.cancel();
      context.state.isRunning = true;
      run(patterns[name] ?? [], count, context);
      return {
        text: say(
          context,
          'Sit comfortably and let your shoulders sink. We breathe together.',
          '坐舒服，放松肩膀。我们一起呼吸。',
        ),
        data: { pattern: name, rounds: count },
      };
    },
    stop(_none, context) {
      context.state.cancel();
      const wasRunning = context.state.isRunning;
      context.state.isRunning = false;
      return {
        text: wasRunning
          ? say(context, 'All right, we stop here.', '好的，我们停在这里。')
          : say(context, 'We had not begun.', '还没有开始呢。'),
      };
    },
  },
});
