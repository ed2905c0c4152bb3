import { isJsonObject, type Json, ownValue } from '../document/json.ts';
import type { ToolParameter } from './tool-definition.ts';

/** Arguments of a function of a tool, by name. */
export type ToolParameters = Readonly<Record<string, ToolParameter>>;

/** What is wrong with the arguments of a call. `expected` is written so that it reads in any language: `1 … 10`. */
export type ArgumentProblem =
  | { readonly kind: 'missing'; readonly argument: string }
  | { readonly kind: 'unknown'; readonly argument: string }
  | { readonly kind: 'bad'; readonly argument: string; readonly expected: string };

export type CheckedArguments =
  | { readonly kind: 'fit'; readonly values: Readonly<Record<string, Json>> }
  | { readonly kind: 'problem'; readonly problem: ArgumentProblem };

/** The JSON Schema of a function's arguments, as models are told it. What is not in it is refused. */
export function toolInputSchema(parameters: ToolParameters): Json {
  const entries = Object.entries(parameters);
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([name, parameter]) => [name, parameterSchema(parameter)])),
    required: entries.filter(([, parameter]) => !parameter.optional).map(([name]) => name),
    additionalProperties: false,
  };
}

function parameterSchema(parameter: ToolParameter): Json {
  return {
    type: parameter.type,
    description: parameter.description,
    ...(parameter.enum !== undefined && { enum: [...parameter.enum] }),
    ...(parameter.minimum !== undefined && { minimum: parameter.minimum }),
    ...(parameter.maximum !== undefined && { maximum: parameter.maximum }),
    ...(parameter.type === 'string' && parameter.enum === undefined && { maxLength: parameter.maxLength }),
  };
}

/**
 * Checks the arguments of a call against the parameters. `null` counts as left out, since models write it so; a number
 * that came as digits, and a text that came as a number, are taken as what they are meant to be.
 */
export function checkToolArguments(parameters: ToolParameters, given: Json): CheckedArguments {
  const source = given === null ? {} : given;
  if (!isJsonObject(source)) {
    return { kind: 'problem', problem: { kind: 'bad', argument: 'arguments', expected: '{ … }' } };
  }
  const unknown = Object.keys(source).find(name => !Object.hasOwn(parameters, name));
  if (unknown !== undefined) {
    return { kind: 'problem', problem: { kind: 'unknown', argument: unknown.slice(0, 60) } };
  }
  const values: Record<string, Json> = {};
  for (const [argument, parameter] of Object.entries(parameters)) {
    const value = ownValue(source, argument);
    if (value === undefined || value === null) {
      if (parameter.optional) continue;
      return { kind: 'problem', problem: { kind: 'missing', argument } };
    }
    const read = readValue(parameter, value);
    if (read === undefined) {
      return { kind: 'problem', problem: { kind: 'bad', argument, expected: expectedOf(parameter) } };
    }
    values[argument] = read;
  }
  return { kind: 'fit', values };
}

function readValue(parameter: ToolParameter, value: Json): Json | undefined {
  switch (parameter.type) {
    case 'boolean':
      if (value === 'true') return true;
      if (value === 'false') return false;
      return typeof value === 'boolean' ? value : undefined;
    case 'number':
    case 'integer': {
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      if (typeof number !== 'number' || !Number.isFinite(number)) return undefined;
      if (parameter.type === 'integer' && !Number.isSafeInteger(number)) return undefined;
      if (number < (parameter.minimum ?? Number.NEGATIVE_INFINITY)) return undefined;
      return number > (parameter.maximum ?? Number.POSITIVE_INFINITY) ? undefined : number;
    }
    case 'string': {
      const text = typeof value === 'number' ? String(value) : value;
      if (typeof text !== 'string' || text.length > parameter.maxLength) return undefined;
      if (parameter.enum === undefined) return text;
      return parameter.enum.find(choice => choice.toLowerCase() === text.trim().toLowerCase());
    }
  }
}

function expectedOf(parameter: ToolParameter): string {
  if (parameter.enum !== undefined) return parameter.enum.join(' | ');
  switch (parameter.type) {
    case 'boolean':
      return 'true | false';
    case 'string':
      return `text, ≤ ${parameter.maxLength}`;
    case 'number':
    case 'integer':
      return `${parameter.type === 'integer' ? '1, 2, 3 ' : '0.5 '}(${parameter.minimum ?? '−∞'} … ${parameter.maximum ?? '∞'})`;
  }
}
