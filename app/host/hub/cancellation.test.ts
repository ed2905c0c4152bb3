import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineHubNode, type JsonValue } from '../../sdk/hub-node.ts';
import { hubNode, hubWire, steppedHub } from './testing-hub.ts';

/** Says each word of what it hears, one every ten milliseconds, whatever its signal says. */
const deafSpeaker = defineHubNode({
  receive: async (port, value, context) => {
    if (port === 'stop') return;
    for (const word of String(value).split(' ')) {
      context.emit('out', word);
      await new Promise<void>(resolve => void context.after(10, resolve));
    }
  },
});

const relay = defineHubNode({ receive: (_port, value, context) => context.emit('out', value) });

describe('an interruption', () => {
  it('silences at once a handler that does not listen, and does not wait for it', async () => {
    const { hub, down, spans, interrupted, pass } = steppedHub(
      {
        nodes: [hubNode('a', 'speaker', { interrupts: ['in', 'stop'] })],
        wires: [hubWire('w', 'a', 1)],
      },
      { speaker: deafSpeaker },
    );
    hub.send('a', 'in', 'one two three four');
    await pass(10);
    hub.send('a', 'in', 'five six');
    await pass(100);
    expect(down.map(([, word]) => word)).toEqual(['one', 'two', 'five', 'six']);
    expect(interrupted).toEqual(['a', 'a']);
    spans.sort((a, b) => a.endedAtMs - b.endedAtMs);
    expect(spans).toMatchObject([
      { endedAtMs: 10, outcome: 'cancelled', detail: 'Interrupted by a newer message.' },
      { endedAtMs: 30, outcome: 'done', detail: null },
    ]);
  });

  it('aborts what runs downstream, frees it, and drops what waits there; others are not touched', async () => {
    const aborted: unknown[] = [];
    const stuck = defineHubNode({
      receive: async (_port, value, context, { signal }) => {
        signal.addEventListener('abort', () => aborted.push(value));
        await new Promise<void>(resolve => void context.after(1_000, resolve));
        context.emit('out', value);
      },
    });
    const { hub, down, pass } = steppedHub(
      {
        nodes: [
          hubNode('a', 'relay', { interrupts: ['stop'] }),
          hubNode('b', 'relay'),
          hubNode('c', 'stuck'),
        ],
        wires: [hubWire('w1', 'a', 'b'), hubWire('w2', 'b', 'c'), hubWire('w3', 'c', 1)],
      },
      {
        relay: defineHubNode({
          receive: (port, value, context) => {
            if (port === 'in') context.emit('out', value);
          },
        }),
        stuck,
      },
    );
    hub.send('a', 'in', 'runs');
    hub.send('a', 'in', 'waits');
    hub.send('c', 'in', 'of others');
    await pass(100);
    hub.send('a', 'stop', true);
    expect(aborted).toEqual(['runs']);
    await pass(999);
    expect(down).toEqual([]);
    await pass(2);
    expect(down).toEqual([[1, 'of others']]);
    await pass(10_000);
    expect(down).toEqual([[1, 'of others']]);
  });

  it('reaches what was said before and is still on its way, and timers that were set for it', async () => {
    const later = defineHubNode({
      receive: (_port, value, context) => void context.after(50, () => context.emit('out', value)),
    });
    const { hub, down, pass } = steppedHub(
      {
        nodes: [hubNode('a', 'relay', { interrupts: ['stop'], outputs: ['out'] }), hubNode('b', 'later')],
        wires: [hubWire('w1', 'a', 'b'), hubWire('w2', 'b', 1)],
      },
      { relay, later },
    );
    hub.send('a', 'in', 'old');
    await pass(40);
    hub.send('a', 'stop', 'new');
    hub.send('b', 'in', 'of others');
    await pass(100);
    expect(down.map(([, value]) => value)).toEqual(['new', 'of others']);
  });

  it('knows what comes by a way of its own: outputs that were bound when the node started', async () => {
    const bound = defineHubNode<{ say: (text: JsonValue) => void }>({
      createState: () => ({ say: () => undefined }),
      start: context => {
        context.state.say = text => context.emit('out', text);
      },
      receive: async (_port, value, context) => {
        await new Promise<void>(resolve => void context.after(20, resolve));
        context.state.say(value);
      },
    });
    const { hub, down, pass } = steppedHub(
      { nodes: [hubNode('a', 'bound', { interrupts: ['in'] })], wires: [hubWire('w', 'a', 1)] },
      { bound: bound as never },
    );
    hub.send('a', 'in', 'first');
    await pass(10);
    hub.send('a', 'in', 'second');
    await pass(100);
    expect(down).toEqual([[1, 'second']]);
  });

  it('does not silence for good a node whose cancelled handler hangs', async () => {
    const events: ((value: JsonValue) => void)[] = [];
    const hanging = defineHubNode({
      start: context => void events.push(value => context.emit('out', value)),
      receive: (port): Promise<void> | undefined =>
        port === 'in' ? new Promise<void>(() => undefined) : undefined,
    });
    const { hub, down, spans, pass } = steppedHub(
      { nodes: [hubNode('a', 'hanging', { interrupts: ['stop'] })], wires: [hubWire('w', 'a', 1)] },
      { hanging: hanging as never },
    );
    hub.send('a', 'in', 1);
    hub.send('a', 'stop', true);
    events[0]?.('perhaps of the old one');
    await pass(2_000);
    expect(down).toEqual([]);
    expect(spans).toMatchObject([{ port: 'stop' }, { port: 'in', outcome: 'cancelled', endedAtMs: 0 }]);
    events[0]?.('of a connection');
    await pass(1);
    expect(down).toEqual([[1, 'of a connection']]);
  });

  it('that came of the node itself is heard all the same', async () => {
    const { hub, down, pass } = steppedHub(
      {
        nodes: [hubNode('a', 'count', { interrupts: ['in'] })],
        wires: [hubWire('w1', 'a', 'a'), hubWire('w2', 'a', 1)],
      },
      {
        count: defineHubNode({
          receive: async (_port, value, context) => {
            if (Number(value) < 3) context.emit('out', Number(value) + 1);
          },
        }),
      },
    );
    hub.send('a', 'in', 0);
    await pass(10);
    expect(down.map(([, value]) => value)).toEqual([1, 2, 3]);
  });

  it('leaves work that began by itself alone until the next one, and an alarm that was set before rings', async () => {
    const alarm = defineHubNode({
      receive: async (port, value, context) => {
        if (port === 'in') {
          context.after(100, () => context.run('alarm', async () => context.emit('out', value)));
        }
      },
    });
    const { hub, down, spans, pass } = steppedHub(
      { nodes: [hubNode('a', 'alarm', { interrupts: ['in', 'stop'] })], wires: [hubWire('w', 'a', 1)] },
      { alarm },
    );
    hub.send('a', 'in', 'ring');
    await pass(10);
    hub.send('a', 'stop', true);
    await pass(200);
    expect(down).toEqual([[1, 'ring']]);
    expect(spans.at(-1)).toMatchObject({ port: 'alarm', outcome: 'done' });
  });

  it('waits for a node that is still starting', async () => {
    const slow = defineHubNode<{ isOpen: boolean }>({
      createState: () => ({ isOpen: false }),
      start: async context => {
        await new Promise<void>(resolve => void context.after(50, resolve));
        context.state.isOpen = true;
      },
      receive: (_port, _value, context) => context.emit('out', context.state.isOpen),
    });
    const { hub, down, pass } = steppedHub(
      { nodes: [hubNode('a', 'slow', { interrupts: ['in'] })], wires: [hubWire('w', 'a', 1)] },
      { slow: slow as never },
    );
    hub.send('a', 'in', 'early');
    expect(down).toEqual([]);
    await pass(60);
    expect(down).toEqual([[1, true]]);
  });
});

/** Through which nodes a value came, and which of their messages that was. */
type Marks = [node: string, run: number][];

const marksSchema = z.array(z.tuple([z.string(), z.number()]));
const marksOf = (value: JsonValue): Marks => marksSchema.parse(value);

describe('any graph with any interruptions', () => {
  const kinds = ['sync', 'sleeper', 'deaf', 'twice', 'timer'] as const;
  const nodeArbitrary = fc.record({
    kind: fc.constantFrom(...kinds),
    isInterruptible: fc.boolean(),
    delayMs: fc.integer({ min: 1, max: 40 }),
    /** Which of the later nodes it leads to. */
    leadsTo: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 2 }),
  });
  const eventArbitrary = fc.record({
    afterMs: fc.integer({ min: 0, max: 30 }),
    node: fc.nat({ max: 5 }),
    isStop: fc.boolean(),
  });

  it('lets nothing through that came of what was interrupted, and all of the rest', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(nodeArbitrary, { minLength: 2, maxLength: 6 }),
        fc.array(eventArbitrary, { minLength: 1, maxLength: 12 }),
        async (plan, events) => {
          const runs = new Map<string, number>();
          /** Node → its run that interrupted last: all that came of earlier ones is cancelled. */
          const interruptedAt = new Map<string, number>();
          const isCancelled = (marks: Marks) =>
            marks.some(([node, run]) => run < (interruptedAt.get(node) ?? 0));
          /** What each node heard, and what it said. */
          const heard: [node: string, marks: Marks][] = [];
          const said: [node: string, marks: Marks][] = [];
          const sent: [node: string, marks: Marks][] = [];
          const types = Object.fromEntries(
            plan.map(({ kind, delayMs }, index) => [
              `t${index}`,
              defineHubNode({
                receive: (port, value, context, { signal }): void | Promise<void> => {
                  const node = context.nodeId;
                  const run = runs.get(node) ?? 0;
                  runs.set(node, run + 1);
                  if (port === 'stop') {
                    interruptedAt.set(node, run);
                    return undefined;
                  }
                  const before = marksOf(value);
                  heard.push([node, before]);
                  const marks: Marks = [...before, [node, run]];
                  const say = () => {
                    said.push([node, marks]);
                    context.emit('out', marks);
                  };
                  if (kind === 'sync') return say();
                  if (kind === 'timer') return void context.after(delayMs, say);
                  const goOn = async () => {
                    if (kind === 'twice') say();
                    if (kind === 'sleeper') await context.sleep(delayMs, signal);
                    else await new Promise<void>(resolve => void context.after(delayMs, resolve));
                    say();
                  };
                  return goOn();
                },
              }),
            ]),
          );
          const wires = plan.flatMap(({ leadsTo }, index) => [
            hubWire(`w${index}`, `n${index}`, index),
            ...[...new Set(leadsTo)]
              .map(step => index + step)
              .filter(to => to < plan.length)
              .map(to => hubWire(`w${index}-${to}`, `n${index}`, `n${to}`)),
          ]);
          const { hub, down, pass } = steppedHub(
            {
              nodes: plan.map(({ isInterruptible }, index) =>
                hubNode(`n${index}`, `t${index}`, isInterruptible ? { interrupts: ['stop'] } : {}),
              ),
              wires,
            },
            types,
          );
          let checked = 0;
          const check = () => {
            for (; checked < down.length; checked++) {
              const marks = marksOf(down[checked]?.[1] ?? null);
              expect(isCancelled(marks), `cancelled, and yet seen: ${JSON.stringify(marks)}`).toBe(false);
            }
          };
          for (const { afterMs, node, isStop } of events) {
            await pass(afterMs);
            check();
            const index = node % plan.length;
            if (isStop && plan[index]?.isInterruptible !== true) continue;
            if (!isStop) sent.push([`n${index}`, []]);
            hub.send(`n${index}`, isStop ? 'stop' : 'in', []);
            check();
          }
          await pass(10_000);
          check();
          const alive = (list: readonly (readonly [string, Marks])[]) =>
            list.filter(([, marks]) => !isCancelled(marks)).map(entry => JSON.stringify(entry));
          // Every word that was not called back has arrived at the end of each wire, once …
          const carried = said.flatMap(([node, marks]) =>
            wires
              .filter(({ from }) => from.node === node)
              .flatMap(({ to }): [string, Marks][] => ('node' in to ? [[to.node, marks]] : [])),
          );
          expect(alive(heard).sort()).toEqual(alive([...sent, ...carried]).sort());
          const shown = down.map(([channel, value]): [string, Marks] => [`n${channel}`, marksOf(value)]);
          expect(alive(shown).sort()).toEqual(alive(said).sort());
          // … and every message that was not called back was answered in full.
          const answers = heard.flatMap(([node, before]) => {
            const times = plan[Number(node.slice(1))]?.kind === 'twice' ? 2 : 1;
            return said.filter(
              ([speaker, marks]) =>
                speaker === node && JSON.stringify(marks.slice(0, -1)) === JSON.stringify(before),
            ).length >= times ||
              isCancelled(before) ||
              isInterruptedLater(node)
              ? []
              : [[node, before]];
          });
          expect(answers).toEqual([]);

          function isInterruptedLater(node: string): boolean {
            return (interruptedAt.get(node) ?? 0) > 0;
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
