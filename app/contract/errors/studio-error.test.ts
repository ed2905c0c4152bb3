import { describe, expect, expectTypeOf, it } from 'vitest';
import { mergeErrorAreas } from './error-entry.ts';
import { describeError, type ErrorDetails, StudioError } from './studio-error.ts';

describe('StudioError', () => {
  it('types its details from the placeholders of its texts', () => {
    expectTypeOf<ErrorDetails<'rpc/invalid-input'>>().toEqualTypeOf<{
      readonly name: string | number;
      readonly problem: string | number;
    }>();
    // @ts-expect-error a placeholder without a value
    const lacking = new StudioError('rpc/invalid-input', { name: 'device.run' });
    // The gap is shown, not hidden.
    expect(lacking.message).toContain('{problem}');
    // @ts-expect-error a code that no area declares
    expect(() => new StudioError('rpc/no-such-code', {})).toThrow();
  });

  it('crosses the wire with code, details and hint, without its cause', () => {
    const hint = { en: 'Plug it in.', zh: '请插上。' };
    const error = new StudioError(
      'rpc/invalid-input',
      { name: 'device.run', problem: 'kitId: expected a string' },
      { hint, cause: new Error('the secret path') },
    );
    const json = JSON.parse(JSON.stringify(error.toJson()));
    expect(JSON.stringify(json)).not.toContain('secret');
    const back = StudioError.fromJson(json);
    expect(back.code).toBe('rpc/invalid-input');
    expect(back.details).toEqual(error.details);
    expect(back.hint).toEqual(hint);
    expect(back.message).toBe(error.message);
  });

  it.each([null, 7, 'x', {}, { code: 'a/b', message: 'from a newer host', details: {} }, { code: 1 }])(
    'reads %j as an unexpected error',
    json => {
      expect(StudioError.fromJson(json).code).toBe('internal/unexpected');
    },
  );

  it('keeps what a newer host says about a code that is not known here', () => {
    const error = StudioError.fromJson({ code: 'toaster/burnt', message: 'The toast is black', details: {} });
    expect(describeError(error, 'en').explanation).toContain('toaster/burnt: The toast is black');
  });

  it('narrows by code', () => {
    const caught: unknown = new StudioError('rpc/undeclared-method', { name: 'x.y' });
    if (!StudioError.is(caught, 'rpc/undeclared-method')) throw new Error('not narrowed');
    expectTypeOf(caught.details).toEqualTypeOf<{ readonly name: string | number }>();
    expect(StudioError.is(caught, 'rpc/cancelled')).toBe(false);
    expect(StudioError.is(caught)).toBe(true);
    expect(StudioError.is(new Error('x'))).toBe(false);
  });

  it('is described in the language of the reader', () => {
    const error = new StudioError('rpc/undeclared-method', { name: 'device.fly' });
    expect(describeError(error, 'en').explanation).toBe('No service declares device.fly.');
    expect(describeError(error, 'zh').explanation).toContain('device.fly');
    expect(describeError(error, 'zh').title).not.toBe(describeError(error, 'en').title);
    expect(describeError(new RangeError('out of paper'), 'en').explanation).toContain('out of paper');
  });

  it('shows a hint instead of the next step', () => {
    const hint = { en: 'Turn it round.', zh: '请翻转。' };
    const error = new StudioError('rpc/disconnected', {}, { hint });
    expect(describeError(error, 'en').nextStep).toBe('Turn it round.');
    expect(describeError(error, 'zh').nextStep).toBe('请翻转。');
  });
});

describe('mergeErrorAreas', () => {
  const text = { en: 'a', zh: '甲' };
  const entry = { title: text, explanation: text, nextStep: text };

  it('refuses a code that two areas declare, in the type check and at run time', () => {
    const first = { 'a/one': entry, 'a/two': entry };
    const second = { 'b/one': entry };
    const third = { 'c/one': entry, 'a/two': entry };
    expect(Object.keys(mergeErrorAreas(first, second))).toEqual(['a/one', 'a/two', 'b/one']);
    // @ts-expect-error a/two is declared twice
    expect(() => mergeErrorAreas(first, second, third)).toThrow('a/two');
  });
});
