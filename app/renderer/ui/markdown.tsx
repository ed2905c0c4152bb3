import type { ReactNode } from 'react';
import classes from './markdown.module.css';

/**
 * Shows the plain Markdown that help texts are written in: headings, paragraphs, lists, code, bold, italics, links.
 * Text becomes React elements and never HTML, so nothing in a plugin's help can run.
 */
export function Markdown({ text }: { readonly text: string }) {
  return <div className={classes.markdown}>{renderBlocks(text.replaceAll('\r\n', '\n').split('\n'))}</div>;
}

const isListItem = (line: string): boolean => /^\s*(?:[-*]|\d+\.)\s+/.test(line);

function renderBlocks(lines: readonly string[]): ReactNode[] {
  const blocks: ReactNode[] = [];
  let place = 0;
  const takeWhile = (accepts: (line: string) => boolean): string[] => {
    const taken: string[] = [];
    for (let line = lines[place]; line !== undefined && accepts(line); line = lines[place]) {
      taken.push(line);
      place += 1;
    }
    return taken;
  };
  while (place < lines.length) {
    const line = lines[place] ?? '';
    const key = place;
    const heading = /^(#{1,4})\s+(.*)$/.exec(line);
    if (line.trim() === '') {
      place += 1;
    } else if (line.startsWith('```')) {
      place += 1;
      const code = takeWhile(inner => !inner.startsWith('```'));
      place += 1;
      blocks.push(
        <pre key={key}>
          <code>{code.join('\n')}</code>
        </pre>,
      );
    } else if (heading !== null) {
      place += 1;
      blocks.push(<h4 key={key}>{renderInline(heading[2] ?? '')}</h4>);
    } else if (isListItem(line)) {
      const items = takeWhile(inner => isListItem(inner) || /^\s{2,}\S/.test(inner));
      blocks.push(renderList(items, key));
    } else if (line.startsWith('|')) {
      blocks.push(
        renderTable(
          takeWhile(inner => inner.startsWith('|')),
          key,
        ),
      );
    } else {
      const paragraph = takeWhile(
        inner => inner.trim() !== '' && !isListItem(inner) && !/^(#|```|\|)/.test(inner),
      );
      blocks.push(<p key={key}>{renderInline(paragraph.join(' '))}</p>);
    }
  }
  return blocks;
}

function renderList(lines: readonly string[], key: number): ReactNode {
  const items: string[] = [];
  for (const line of lines) {
    if (isListItem(line)) items.push(line.replace(/^\s*(?:[-*]|\d+\.)\s+/, ''));
    else items.push(`${items.pop() ?? ''} ${line.trim()}`);
  }
  const List = /^\s*\d/.test(lines[0] ?? '') ? 'ol' : 'ul';
  return (
    <List key={key}>
      {items.map((item, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a text that is rendered whole has no other names.
        <li key={place}>{renderInline(item)}</li>
      ))}
    </List>
  );
}

function renderTable(lines: readonly string[], key: number): ReactNode {
  const rows = lines
    .filter(line => !/^\|[\s:|-]+\|?\s*$/.test(line))
    .map(line => line.replace(/^\||\|\s*$/g, '').split('|'));
  return (
    <table key={key}>
      <tbody>
        {rows.map((cells, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a text that is rendered whole has no other names.
          <tr key={row}>
            {cells.map((cell, column) => {
              const Cell = row === 0 ? 'th' : 'td';
              // biome-ignore lint/suspicious/noArrayIndexKey: as above.
              return <Cell key={column}>{renderInline(cell.trim())}</Cell>;
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const inlinePattern = /(`[^`]+`|\*\*[^*]+\*\*|\*[^*\s][^*]*\*|_[^_\s][^_]*_|\[[^\]]+\]\([^)\s]+\))/;

function renderInline(text: string): ReactNode[] {
  return text.split(inlinePattern).map((part, place) => {
    const key = `${place} ${part}`;
    if (part.startsWith('`') && part.endsWith('`') && part.length > 2) {
      return <code key={key}>{part.slice(1, -1)}</code>;
    }
    if (part.startsWith('**') && part.endsWith('**') && part.length > 4) {
      return <strong key={key}>{renderInline(part.slice(2, -2))}</strong>;
    }
    const link = /^\[([^\]]+)\]\((https?:\/\/[^)\s]+)\)$/.exec(part);
    if (link !== null) {
      return (
        <a key={key} href={link[2]} target="_blank" rel="noreferrer">
          {link[1]}
        </a>
      );
    }
    const isEmphasis = /^([*_])[^*_].*\1$/.test(part);
    return isEmphasis ? <em key={key}>{part.slice(1, -1)}</em> : part;
  });
}
