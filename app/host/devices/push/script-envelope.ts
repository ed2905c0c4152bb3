import { createHash } from 'node:crypto';
import { python } from './python-literal.ts';

/*
 * A port may lose or change bytes, and neither the raw REPL nor raw-paste notices. So a script travels as a bytes
 * literal with a check beside it and runs only where both agree; its reply carries a check too. Whatever does not
 * agree is asked for again. A script that has run but whose reply was damaged does not run twice: the board keeps the
 * last reply under the script's number.
 */

/** Starts every line that the push listens to, among whatever else a board has to say. */
export const replyMark = '@cambrian ';

/** For scripts: prints checked replies. Part of the helpers that come with the first script, and after each mishap. */
export const replyHelpers = `import json
from binascii import hexlify
from hashlib import sha256
_i=globals().get('_i');_o=globals().get('_o')
def say(o):
 t=json.dumps(o);print(${python(replyMark)}+hexlify(sha256(t.encode()).digest()[:4]).decode()+t)
def reply(o):
 global _i,_o
 _o={'value':o};_i=_n;say(_o)
`;

/** What a line of a script says; null where it says nothing of ours, or was damaged. */
export type ScriptLine =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'error'; readonly message: string };

/** What the board prints instead of running what did not arrive as it was sent. */
export const damagedMark = `${replyMark}damaged`;
/** What the board prints before it reads a script as a line. */
export const readyForLine = `${replyMark}ready`;
export const noReply = `${replyMark}none`;
const pieceBytes = 320;

/** The text of a reply whose check holds; null for anything else. */
export function parseScriptLine(line: string): ScriptLine | null {
  const at = line.lastIndexOf(replyMark);
  if (at < 0) return null;
  const rest = line.slice(at + replyMark.length);
  const text = rest.slice(8);
  if (createHash('sha256').update(text).digest('hex').slice(0, 8) !== rest.slice(0, 8)) return null;
  const reply: unknown = JSON.parse(text);
  if (typeof reply !== 'object' || reply === null) return null;
  if ('error' in reply) return { kind: 'error', message: String(reply.error) };
  return 'value' in reply ? { kind: 'value', value: reply.value } : null;
}

export interface EnvelopedScript {
  readonly content: string;
  readonly number: number;
}

/** A script as it travels. `number` tells it from every other script since the board's reset. */
export function envelope(script: string, number: number): EnvelopedScript {
  const content = `\n_n=${number}\n${script}`;
  if (content.includes('"""') || !/^[\n\x20-\x7e]*$/.test(content)) {
    throw new TypeError('A script is printable ASCII without three quotation marks in a row.');
  }
  return { content, number };
}

/** All of it in one. */
export function wholeScript(script: EnvelopedScript): string {
  return `s=rb"""${script.content}"""${runIfWhole(script)}`;
}

/**
 * The same script as one line that the board reads, after a few bytes that tell it to: raw-paste takes a round trip
 * for each 128 bytes. It says `readyForLine` first.
 */
export function lineReader(script: EnvelopedScript): string {
  return `import sys
print('${readyForLine}')
s=getattr(sys.stdin,'buffer',sys.stdin).readline()[:-1].replace(b'\\x1b',b'\\n')${runIfWhole(script)}`;
}

export function scriptLine({ content }: EnvelopedScript): Buffer {
  return Buffer.from(`${content.replaceAll('\n', '\x1b')}\n`, 'latin1');
}

/**
 * The same script for a port that garbles long ones: each piece is kept on the board where it arrived whole, and says
 * so by its name.
 */
export function scriptPieces({ content, number }: EnvelopedScript): { name: string; code: string }[] {
  return splitContent(content).map((piece, index) => {
    const name = `${replyMark}piece ${number} ${index}`;
    return {
      name,
      code: `s=rb"""${piece}"""${ifWhole(piece)}
else:
 _p=globals().get('_p')or{}
 _p[${number},${index}]=s;print('${name}')
`,
    };
  });
}

/** Runs the pieces that are there. */
export function joinedScript(script: EnvelopedScript): string {
  const count = splitContent(script.content).length;
  return `s=b''.join([(globals().get('_p')or{}).get((${script.number},i),b'')for i in range(${count})])${runIfWhole(script)}`;
}

/** The reply of a script that has run to its end already. */
export function recallScript(number: number): string {
  return `if globals().get('_i')==${number}:say(_o)\nelse:print('${noReply}')\n`;
}

function ifWhole(content: string): string {
  const check = createHash('sha256').update(content).digest('hex').slice(0, 16);
  return `
import hashlib,binascii
if binascii.hexlify(hashlib.sha256(s).digest()[:8])!=b'${check}':print('${damagedMark}')`;
}

function runIfWhole({ content, number }: EnvelopedScript): string {
  return `${ifWhole(content)}
elif globals().get('_i')==${number}:say(_o)
else:
 _p=None
 try:exec(s)
 except Exception as e:say({'error':type(e).__name__+': '+str(e)})
`;
}

/** A literal with three quotation marks must not end in one, nor in a backslash. */
function splitContent(content: string): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < content.length; ) {
    let end = Math.min(content.length, at + pieceBytes);
    while (/["\\]/.test(content.charAt(end - 1))) end--;
    pieces.push(content.slice(at, end));
    at = end;
  }
  return pieces;
}
