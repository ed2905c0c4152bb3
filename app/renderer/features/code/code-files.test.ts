import { describe, expect, it } from 'vitest';
import { createCatalogue } from '../../../core/catalogue/catalogue.ts';
import { nodeDefinitionFileSchema } from '../../../core/catalogue/node-definition.ts';
import { byFolder, languageOfPath, nodeFiles, nodeFileText } from './code-files.ts';

const python = {
  ...nodeDefinitionFileSchema.parse({
    version: 1,
    title: { en: 'Python', zh: 'Python' },
    summary: { en: 'Code.', zh: '代码。' },
    category: 'logic',
    icon: 'code',
    placements: ['device'],
    properties: [
      {
        id: 'code',
        type: 'code',
        language: 'python',
        title: { en: 'Code', zh: '代码' },
        default: 'emit(value)',
      },
    ],
  }),
  type: 'logic/python',
};
const catalogue = createCatalogue([python], []);
const node = (name: string, properties: Record<string, string> = {}) => ({
  type: python.type,
  typeVersion: 1,
  name,
  position: { x: 0, y: 0 },
  properties,
});

describe('nodeFiles', () => {
  it('lists the code of each node by name, with what was typed or the default', () => {
    const profile = { nodes: { b: node('Beta', { code: 'pass' }), a: node('Alpha') } };
    expect(nodeFiles(profile, catalogue, 'en').map(file => file.title)).toEqual(['Alpha', 'Beta']);
    expect(nodeFileText(profile, catalogue, 'a', 'code')).toBe('emit(value)');
    expect(nodeFileText(profile, catalogue, 'b', 'code')).toBe('pass');
    expect(nodeFileText(profile, catalogue, 'gone', 'code')).toBe('');
  });
});

describe('byFolder', () => {
  it('puts files without a folder first', () => {
    const files = ['runtime/b.mpy', 'graph.json', 'drivers/x.mpy', 'runtime/a.mpy'].map(path => ({ path }));
    expect(byFolder(files).map(([folder, members]) => [folder, ...members.map(({ path }) => path)])).toEqual([
      ['', 'graph.json'],
      ['drivers/', 'drivers/x.mpy'],
      ['runtime/', 'runtime/a.mpy', 'runtime/b.mpy'],
    ]);
  });
});

describe('languageOfPath', () => {
  it('shows a compiled driver as the Python it came from', () => {
    expect(['a.json', 'a.mpy', 'a.bin'].map(languageOfPath)).toEqual(['json', 'python', 'plaintext']);
  });
});
