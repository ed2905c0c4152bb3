import { defineTool, type JsonValue, simplify, type ToolContext } from '../../../app/sdk/tool.ts';

interface Question {
  readonly topic: string;
  readonly en: { readonly question: string; readonly answers: readonly string[] };
  readonly zh: { readonly question: string; readonly answers: readonly string[] };
}

/** The round that is being played; kept in the store, so that it goes on after a pause. */
interface Round {
  readonly topic: string;
  /** Places of the questions in the file, in the order of this round. */
  readonly order: readonly number[];
  readonly asked: number;
  readonly right: number;
}

const questionsPerRound = 5;
const topicsInChinese: Readonly<Record<string, string>> = {
  animals: '动物',
  space: '太空',
  world: '世界',
  numbers: '数字',
};

function say(context: ToolContext, en: string, zh: string): string {
  return context.language === 'zh' ? zh : en;
}

async function readQuestions(context: ToolContext): Promise<readonly Question[]> {
  const file: { readonly questions: readonly Question[] } = JSON.parse(
    await context.readData('questions.json'),
  );
  return file.questions;
}

async function readRound(context: ToolContext): Promise<Round | null> {
  const value = await context.store.get('round');
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as unknown as Round)
    : null;
}

function writeRound(round: Round | null, context: ToolContext): Promise<void> {
  return round === null
    ? context.store.remove('round')
    : context.store.set('round', { ...round, order: [...round.order] });
}

/** The next questions in turn: a round goes on where the last one ended, so that nobody hears the same one twice. */
async function pickOrder(
  questions: readonly Question[],
  topic: string,
  context: ToolContext,
): Promise<number[]> {
  const fitting = questions.flatMap((question, index) =>
    topic === '' || question.topic === topic ? [index] : [],
  );
  const key = `next:${topic}`;
  const from = Number((await context.store.get(key)) ?? 0) % Math.max(1, fitting.length);
  await context.store.set(key, from + questionsPerRound);
  const turned = [...fitting.slice(from), ...fitting.slice(0, from)];
  return turned.slice(0, questionsPerRound);
}

function questionText(question: Question | undefined, context: ToolContext): string {
  return question === undefined ? '' : question[context.language].question;
}

function isRight(question: Question, text: string): boolean {
  const heard = ` ${simplify(text).replace(/[^\p{L}\p{N}]+/gu, ' ')} `;
  return [...question.en.answers, ...question.zh.answers].some(answer => {
    const wanted = simplify(answer);
    return /\p{Script=Han}/u.test(wanted) ? heard.includes(wanted) : heard.includes(` ${wanted} `);
  });
}

async function judge(text: string, context: ToolContext): Promise<{ text: string; data: JsonValue } | null> {
  const round = await readRound(context);
  const questions = await readQuestions(context);
  const question = round === null ? undefined : questions[round.order[round.asked] ?? -1];
  if (round === null || question === undefined) return null;
  const right = isRight(question, text);
  const answer = question[context.language].answers[0] ?? '';
  const verdict = right
    ? say(context, 'Right!', '答对了！')
    : say(context, `Not quite: ${answer}.`, `不对哦，答案是${answer}。`);
  const next: Round = { ...round, asked: round.asked + 1, right: round.right + (right ? 1 : 0) };
  const score = { right: next.right, asked: next.asked, isRight: right };
  if (next.asked < next.order.length) {
    await writeRound(next, context);
    return {
      text: `${verdict} ${questionText(questions[next.order[next.asked] ?? -1], context)}`,
      data: score,
    };
  }
  await writeRound(null, context);
  const end = say(
    context,
    `That was the round: ${next.right} of ${next.asked}.`,
    `这一轮结束啦：${next.asked}题答对${next.right}题。`,
  );
  return { text: `${verdict} ${end}`, data: { ...score, isOver: true } };
}

/** Rounds of five questions; each person has a round of their own. */
export default defineTool({
  scope: 'person',
  functions: {
    async start({ topic }, context) {
      const questions = await readQuestions(context);
      const wanted = typeof topic === 'string' && Object.hasOwn(topicsInChinese, topic) ? topic : '';
      const order = await pickOrder(questions, wanted, context);
      await writeRound({ topic: wanted, order, asked: 0, right: 0 }, context);
      const first = questionText(questions[order[0] ?? -1], context);
      return {
        text: say(context, `Five questions. ${first}`, `一共五道题。${first}`),
        data: { topic: wanted, questions: order.length },
      };
    },
    async answer({ text }, context) {
      return (
        (await judge(String(text), context)) ?? {
          text: say(context, 'No quiz is on. Shall we start one?', '现在没有在答题，要开始一轮吗？'),
        }
      );
    },
    async score(_none, context) {
      const round = await readRound(context);
      if (round === null) return { text: say(context, 'No quiz is on.', '现在没有在答题。') };
      return {
        text: say(
          context,
          `${round.right} of ${round.asked} so far.`,
          `目前答了${round.asked}题，对了${round.right}题。`,
        ),
        data: { right: round.right, asked: round.asked },
      };
    },
    async stop(_none, context) {
      await writeRound(null, context);
      return { text: say(context, 'All right, the quiz is over.', '好的，问答结束。') };
    },
  },
  /** While a round is on, whatever is said is an answer. */
  async converse(words, context) {
    const isNoAnswer =
      /^(stop|end|quit)\b|\b(score|points)\b|停|结束|不玩|多少分|几分|得分|考考我|问答/iu.test(words.trim());
    return isNoAnswer ? null : judge(words, context);
  },
});
