import { readdir, readFile } from 'node:fs/promises';

const folder = new URL('./shims/', import.meta.url);
const extension = '.py';

let loaded: Promise<ReadonlyMap<string, string>> | undefined;

/** The shims in Python (`machine`, `time`, …), module name → source; read once per process. */
export function loadShims(): Promise<ReadonlyMap<string, string>> {
  loaded ??= readShims();
  return loaded;
}

async function readShims(): Promise<ReadonlyMap<string, string>> {
  const names = (await readdir(folder)).filter(name => name.endsWith(extension)).sort();
  const sources = await Promise.all(names.map(name => readFile(new URL(name, folder), 'utf8')));
  return new Map(names.map((name, index) => [name.slice(0, -extension.length), sources[index] ?? '']));
}
