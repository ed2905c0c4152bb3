import { describe, expect, it } from 'vitest';
import { compile } from '../compiler/compile.ts';
import { ProfileBuilder } from '../testing/profile-builder.ts';
import { sampleCatalogue } from '../testing/sample-catalogue.ts';
import { applyProfilePatches } from './apply-patches.ts';
import * as edits from './edits.ts';
import { createIdAllocator, createWireIdAllocator, nextElementId } from './element-ids.ts';
import type { DocumentPatch, Profile } from './profile.ts';

const start = () =>
  new ProfileBuilder()
    .node('button1', 'sensors/button', { pins: { signal: 'P4' } })
    .node('led1', 'actuators/led', { position: { x: 100, y: 40 } })
    .node('led2', 'actuators/led')
    .wire('button1.pressed', 'led1.on')
    .wire('button1.pressed', 'led2.on')
    .with({ notes: { note1: { text: 'hi', position: { x: 0, y: 0 }, size: { width: 10, height: 10 } } } })
    .build();

/** Applies patches as the host does, which refuses anything that is not a profile. */
function applied(profile: Profile, patches: DocumentPatch[]): Profile {
  const result = applyProfilePatches(profile, patches);
  if (!result.ok) throw new Error(result.problem.message.en);
  return result.value;
}

const definitionOf = (type: string) => {
  const definition = sampleCatalogue.nodes.get(type);
  if (definition === undefined) throw new Error(`no ${type} in the sample catalogue`);
  return definition;
};

describe('ids', () => {
  it('takes the first free number', () => {
    expect(nextElementId({}, 'button')).toBe('button1');
    expect(nextElementId({ button1: 0, button3: 0 }, 'button')).toBe('button2');
    expect(nextElementId(new Set(['led1']), 'led')).toBe('led2');
  });

  it.each([
    ['light ring', 'light-ring1'],
    ['2nd', 'n2nd1'],
    ['', 'n1'],
    ['灯', 'n1'],
    ['x'.repeat(100), `${'x'.repeat(48)}1`],
  ])('makes an id of %j', (base, id) => {
    expect(nextElementId({}, base)).toBe(id);
  });

  it('never gives one twice', () => {
    const next = createIdAllocator({ led2: 0 });
    expect([next('led'), next('led'), next('button'), next('led')]).toEqual([
      'led1',
      'led3',
      'button1',
      'led4',
    ]);
    const nextWire = createWireIdAllocator(new Set(['w0002']));
    expect([nextWire(), nextWire()]).toEqual(['w0001', 'w0003']);
  });
});

describe('edits', () => {
  it('adds a node with its type’s version and only the settings that are given', () => {
    const added = edits.addNode(
      start(),
      definitionOf('actuators/led'),
      { x: 7, y: 8 },
      { properties: { label: 'hi' } },
    );
    expect(added.node).toBe('led3');
    expect(applied(start(), added.patches).nodes.led3).toEqual({
      type: 'actuators/led',
      typeVersion: 1,
      position: { x: 7, y: 8 },
      properties: { label: 'hi' },
    });
  });

  it('does not take the id of a node that is kept aside', () => {
    const profile = { ...start(), unreadable: { nodes: { led3: 1 } } };
    expect(edits.addNode(profile, definitionOf('actuators/led'), { x: 0, y: 0 }).node).toBe('led4');
  });

  it('removes nodes with their wires, and nothing else', () => {
    const profile = applied(
      start(),
      edits.removeElements(start(), { nodes: ['led1', 'gone'], notes: ['note1'] }),
    );
    expect(Object.keys(profile.nodes)).toEqual(['button1', 'led2']);
    expect(Object.keys(profile.wires)).toEqual(['w0002']);
    expect(profile.notes).toEqual({});
    expect(edits.disconnect(start(), ['w0001', 'gone'])).toEqual([
      { op: 'remove', path: ['wires', 'w0001'] },
    ]);
  });

  it('connects and reconnects', () => {
    const { wire, patches } = edits.connect(
      start(),
      { node: 'button1', port: 'clicked' },
      { node: 'led1', port: 'on' },
    );
    const profile = applied(start(), patches);
    expect(profile.wires[wire]).toEqual({
      from: { node: 'button1', port: 'clicked' },
      to: { node: 'led1', port: 'on' },
    });
    const moved = applied(profile, edits.reconnect(profile, wire, 'to', { node: 'led2', port: 'on' }));
    expect(moved.wires[wire]?.to.node).toBe('led2');
    expect(edits.reconnect(profile, 'gone', 'to', { node: 'led2', port: 'on' })).toEqual([]);
  });

  it('inserts a node into a wire, half way', () => {
    const insertion = { definition: definitionOf('logic/delay'), input: 'in', output: 'out' };
    const result = edits.insertNodeOnWire(start(), 'w0001', insertion);
    const profile = applied(start(), result?.patches ?? []);
    expect(profile.nodes.delay1?.position).toEqual({ x: 50, y: 20 });
    expect(profile.wires.w0001?.to).toEqual({ node: 'delay1', port: 'in' });
    expect(profile.wires.w0003).toEqual({
      from: { node: 'delay1', port: 'out' },
      to: { node: 'led1', port: 'on' },
    });
    expect(edits.insertNodeOnWire(start(), 'gone', insertion)).toBeNull();
  });

  it('renames, and back to the title', () => {
    const named = applied(start(), edits.renameNode(start(), 'led1', '  Lamp  '));
    expect(named.nodes.led1?.name).toBe('Lamp');
    expect(edits.renameNode(named, 'led1', 'Lamp')).toEqual([]);
    expect(applied(named, edits.renameNode(named, 'led1', ' ')).nodes.led1).not.toHaveProperty('name');
  });

  it('moves only what moves', () => {
    const patches = edits.moveNodes(
      start(),
      new Map([
        ['led1', { x: 100, y: 40 }],
        ['led2', { x: 1, y: 2 }],
        ['gone', { x: 0, y: 0 }],
      ]),
    );
    expect(patches).toHaveLength(1);
    expect(applied(start(), patches).nodes.led2?.position).toEqual({ x: 1, y: 2 });
  });

  it('sets and resets settings, placements, pins and the board', () => {
    let profile = start();
    const change = (patches: DocumentPatch[]) => {
      profile = applied(profile, patches);
    };
    change(edits.setProperty(profile, 'led1', 'label', 'a'));
    change(edits.setProperty(profile, 'led1', 'label', 'b'));
    expect(profile.nodes.led1?.properties).toEqual({ label: 'b' });
    change(edits.resetProperty(profile, 'led1', 'label'));
    expect(profile.nodes.led1?.properties).toEqual({});
    expect(edits.resetProperty(profile, 'led1', 'toString')).toEqual([]);
    change(edits.setPlacement(profile, 'led1', 'hub'));
    expect(profile.nodes.led1?.placement).toBe('hub');
    change(edits.setPlacement(profile, 'led1', null));
    expect(profile.nodes.led1).not.toHaveProperty('placement');
    change(edits.setPin(profile, 'led1', 'signal', 'P6'));
    change(edits.setPin(profile, 'led1', 'signal', 'P7'));
    expect(profile.nodes.led1?.pins).toEqual({ signal: 'P7' });
    change(edits.setPin(profile, 'led1', 'signal', null));
    expect(profile.nodes.led1).not.toHaveProperty('pins');
    change(edits.setBoard(profile, 'other'));
    expect(profile.board).toBe('other');
    expect(edits.setBoard(profile, 'other')).toEqual([]);
  });

  it('keeps the pins that were chosen, so that a later node does not move them', () => {
    const { allocation } = compile(start(), sampleCatalogue);
    const kept = applied(start(), edits.keepPins(start(), allocation));
    expect(kept.nodes.led1?.pins).toEqual(allocation.led1);
    expect(edits.keepPins(kept, allocation)).toEqual([]);
    const earlier = edits.addNode(kept, definitionOf('sensors/button'), { x: 0, y: 0 });
    const after = compile(applied(kept, earlier.patches), sampleCatalogue);
    expect(after.allocation).toMatchObject(allocation);
  });

  it('copies nodes with the wires among them, under fresh ids and without pins', () => {
    const result = edits.duplicateNodes(start(), ['button1', 'led1']);
    expect(result.nodes).toEqual(['button2', 'led3']);
    const profile = applied(start(), result.patches);
    expect(profile.nodes.button2).not.toHaveProperty('pins');
    expect(profile.nodes.led3?.position).toEqual({ x: 132, y: 72 });
    expect(Object.keys(profile.wires)).toEqual(['w0001', 'w0002', 'w0003']);
    expect(profile.wires.w0003).toEqual({
      from: { node: 'button2', port: 'pressed' },
      to: { node: 'led3', port: 'on' },
    });
  });

  it('adds a note, the first one too', () => {
    const { notes: _notes, ...without } = start();
    expect(
      Object.keys(applied(without, edits.addNote(without, { x: 1, y: 2 }, 'a').patches).notes ?? {}),
    ).toEqual(['note1']);
    const second = edits.addNote(start(), { x: 1, y: 2 });
    expect(second.note).toBe('note2');
    expect(applied(start(), second.patches).notes?.note2?.position).toEqual({ x: 1, y: 2 });
  });
});
