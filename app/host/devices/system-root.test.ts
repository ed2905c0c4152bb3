import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemFolders } from './system-root.ts';

describe('systemFolders', () => {
  it('are those of this computer where nothing else is named', () => {
    for (const environment of [{}, { CAMBRIAN_SYSTEM_ROOT: '' }, { CAMBRIAN_SYSTEM_ROOT: '/' }]) {
      const folders = systemFolders(environment);
      expect(folders).toMatchObject({ root: resolve('/'), isReal: true, platform: process.platform });
      expect(folders.dev).toBe(resolve('/dev'));
    }
  });

  it('lie below another root, which is a Linux wherever the test runs', () => {
    const folders = systemFolders({ CAMBRIAN_SYSTEM_ROOT: '/tmp/tree' });
    expect(folders).toMatchObject({ root: resolve('/tmp/tree'), isReal: false, platform: 'linux' });
    for (const folder of [folders.sys, folders.dev, folders.proc, ...folders.volumes]) {
      expect(folder.startsWith(resolve('/tmp/tree'))).toBe(true);
    }
  });
});
