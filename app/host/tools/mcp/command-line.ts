import type { McpServer } from '../../../contract/services/tools-service.ts';

/**
 * What approving a server means, in full: the address, or the variables that it may see, the command and its
 * arguments. Arguments that are not plain are quoted as JSON, and what is no ASCII is written as `\uXXXX` there, so
 * that nothing hides and nothing is cut.
 */
export function commandLineOf(server: McpServer): string {
  if (server.kind === 'http') return server.url;
  const variables = [...new Set(server.environment)].sort().map(name => `${quoted(name)}=$${quoted(name)}`);
  return [...variables, ...[server.command, ...server.arguments].map(quoted)].join(' ');
}

function quoted(text: string): string {
  if (/^[A-Za-z0-9_@%+:,./-]+$/.test(text)) return text;
  return JSON.stringify(text).replaceAll(
    /[^\x20-\x7e]/g,
    unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
