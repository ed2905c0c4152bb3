import { MantineProvider } from '@mantine/core';
import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { StudioError } from '../../../contract/errors/studio-error.ts';
import { StudioProvider } from '../../bootstrap/studio-context.tsx';
import { createFakeStudio } from '../../testing/fake-studio.ts';
import Memory from './index.tsx';
import { MemoryFailure } from './memory-list.tsx';
import { MemoryOfPersona } from './memory-of-persona.tsx';
import { MemoryRow } from './memory-row.tsx';
import type { MemoryEntry } from './use-memory.ts';

const studio = createFakeStudio();

/** What a component draws first; what it does later is seen in Chromium. */
function draw(children: ReactNode): string {
  return renderToStaticMarkup(
    <StudioProvider client={studio}>
      <MantineProvider>{children}</MantineProvider>
    </StudioProvider>,
  );
}

const entry: MemoryEntry = {
  id: 'm1',
  personaId: 'momo',
  person: 'Lin',
  kind: 'fact',
  text: 'Likes <b>tea</b>',
  key: null,
  date: '05-03',
  source: 'said',
  sourceWords: 'tea is what I like',
  createdAt: '2026-05-03T08:00:00.000Z',
  usedAt: null,
  uses: 3,
};

describe('a memory in the list', () => {
  it('says where it came from, how often it was used and what comes round, and can be corrected and erased', () => {
    const html = draw(<MemoryRow projectId="project-1" entry={entry} showsPerson />);
    expect(html).toContain('about Lin · said “tea is what I like” · every year on 3 May · used 3 times');
    expect(html).toContain('aria-label="Correct “Likes &lt;b&gt;tea&lt;/b&gt;”"');
    expect(html).toContain('aria-label="Erase “Likes &lt;b&gt;tea&lt;/b&gt;”"');
    expect(html).not.toContain('<b>');
  });

  it('leaves out what there is not', () => {
    const plain = { ...entry, date: null, uses: 0, source: 'entered' as const, sourceWords: '' };
    const html = draw(<MemoryRow projectId="project-1" entry={plain} showsPerson={false} />);
    expect(html).toMatch(/>entered by hand<\/p>/);
  });
});

describe('the Memory tab', () => {
  it('offers persona, person and search', () => {
    const owner = { projectId: 'project-1', personaId: 'momo', persona: 'Momo' };
    const html = draw(<MemoryOfPersona owner={owner} pickPersona={<b>the picker</b>} />);
    for (const label of ['Person', 'Search in memories', 'Add a memory']) {
      expect(html).toContain(`aria-label="${label}"`);
    }
    expect(html).toContain('<b>the picker</b>');
  });

  it('says what to do where there is no persona', () => {
    expect(draw(<Memory />)).toContain('Make one, and what it remembers appears here.');
  });

  it('says what is wrong with the memory, and the next step', () => {
    const error = new StudioError('memory/server-refused', {
      where: 'https://memory.example.org/',
      status: 401,
    });
    const html = draw(<MemoryFailure error={error} onRetry={() => undefined} />);
    expect(html).toContain('role="alert"');
    expect(html).toContain('The memory server refuses the token');
    expect(html).toContain('with a token that is valid');
    expect(html).toContain('Try again');
  });
});
