import type { Persona } from '../../../core/persona/persona.ts';

const question = /^(?:[-*]\s*)?(?:q|question|user|person|问|用户)\s*[:：]\s*(.+)$/iu;
const answer = /^(?:[-*]\s*)?(?:a|answer|assistant|reply|答|助手)\s*[:：]\s*(.+)$/iu;
const arrow = /^(?:[-*]\s*)?(.+?)\s*(?:->|=>|→)\s*(.+)$/u;
const longest = 2_000;

/**
 * Examples that stand in instructions, one a line: `Q: …` followed by `A: …` (`问：` and `答：`), or `hello → Hi!`. They are
 * all that the offline model can answer from where there is no persona.
 */
export function readExamples(instructions: string): Persona['examples'] {
  const examples: Persona['examples'] = {};
  let asked: string | null = null;
  const add = (person: string, reply: string) => {
    examples[`line${String(Object.keys(examples).length).padStart(4, '0')}`] = {
      person: person.slice(0, longest),
      reply: [reply.slice(0, longest)],
    };
  };
  for (const line of instructions.split('\n').map(each => each.trim())) {
    const asks = question.exec(line)?.[1];
    const answers = answer.exec(line)?.[1];
    const both = arrow.exec(line);
    if (asks !== undefined) asked = asks;
    else if (answers !== undefined && asked !== null) {
      add(asked, answers);
      asked = null;
    } else if (both?.[1] !== undefined && both[2] !== undefined) add(both[1], both[2]);
  }
  return examples;
}
