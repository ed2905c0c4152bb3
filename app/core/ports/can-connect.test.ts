import { describe, expect, it } from 'vitest';
import { ProfileBuilder } from '../testing/profile-builder.ts';
import { sampleCatalogue } from '../testing/sample-catalogue.ts';
import { canConnect } from './can-connect.ts';

const profile = new ProfileBuilder()
  .node('light', 'sensors/light')
  .node('button', 'sensors/button')
  .node('climate', 'sensors/climate')
  .node('microphone', 'sensors/microphone')
  .node('threshold', 'logic/threshold')
  .node('fahrenheit', 'logic/fahrenheit')
  .node('delay', 'logic/delay')
  .node('gate', 'logic/gate')
  .node('counter', 'logic/counter')
  .node('led', 'actuators/led')
  .node('display', 'actuators/display')
  .node('speaker', 'actuators/speaker')
  .node('ghost', 'no/such')
  .wire('light.level', 'threshold.value')
  .build();

function ask(from: string, to: string) {
  const [fromNode = '', fromPort = ''] = from.split('.');
  const [toNode = '', toPort = ''] = to.split('.');
  return canConnect(
    profile,
    sampleCatalogue,
    { node: fromNode, port: fromPort },
    { node: toNode, port: toPort },
  );
}

describe('canConnect', () => {
  it('accepts the same type without a word', () => {
    expect(ask('threshold.above', 'led.on')).toEqual({ ok: true, coercion: null, explanation: null });
  });

  it('accepts another wire into an input that has one', () => {
    expect(ask('climate.humidity', 'threshold.value')).toMatchObject({ ok: true });
  });

  it('explains a coercion', () => {
    expect(ask('climate.temperature', 'fahrenheit.value')).toEqual({
      ok: true,
      coercion: ['linear', 1.8, 32],
      explanation: { en: 'Converted from °C to °F.', zh: '从 °C 换算为 °F。' },
    });
    expect(ask('light.level', 'display.text')).toMatchObject({ ok: true, coercion: ['text'] });
  });

  it('lets a generic input take any type, also sound', () => {
    expect(ask('microphone.sound', 'delay.in')).toEqual({ ok: true, coercion: null, explanation: null });
    expect(ask('light.level', 'gate.open')).toMatchObject({ ok: true, coercion: ['boolean'] });
  });

  it('refuses with a reason, and names a node that would bridge', () => {
    expect(ask('button.clicked', 'threshold.value')).toEqual({
      ok: false,
      reason: {
        en: 'A trigger carries no number. Count the triggers with a counter.',
        zh: '触发不携带数字，可用计数器统计触发次数。',
      },
      suggestion: { type: 'logic/counter', title: { en: 'counter', zh: 'counter' } },
    });
    expect(ask('microphone.sound', 'speaker.sound')).toMatchObject({ ok: false, suggestion: null });
    expect(ask('light.level', 'speaker.sound')).toMatchObject({ ok: false, suggestion: null });
  });

  it.each([
    ['a wire that is there', 'light.level', 'threshold.value', 'These two ports are wired already.'],
    ['the wrong direction', 'led.on', 'button.pressed', 'A wire goes from an output to an input.'],
    ['two outputs', 'button.pressed', 'light.level', 'A wire goes from an output to an input.'],
    ['two inputs', 'led.on', 'display.text', 'A wire goes from an output to an input.'],
    ['no such port', 'light.toString', 'led.on', 'This port does not exist any more.'],
    ['no such node', 'gone.level', 'led.on', 'This port does not exist any more.'],
    ['an unknown type', 'ghost.level', 'led.on', 'This port does not exist any more.'],
  ])('refuses %s', (_name, from, to, reason) => {
    expect(ask(from, to)).toMatchObject({ ok: false, reason: { en: reason }, suggestion: null });
  });

  it('refuses a node that feeds itself, unless it breaks the cycle', () => {
    expect(ask('gate.out', 'gate.in')).toMatchObject({ ok: false, suggestion: { type: 'logic/delay' } });
    expect(ask('delay.out', 'delay.in')).toMatchObject({ ok: true });
  });
});
