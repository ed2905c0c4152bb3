/** The longest name of a function that every model's protocol takes. */
const longestName = 64;

/** FNV-1a over UTF-16 code units, eight hex digits: tells names apart, protects nothing. */
function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/**
 * Tool ids → the names that models call them by: letters, digits and `_`, at most 64, each once. Names that would be
 * the same are told apart by a hash of their id, all of them, so that a tool cannot take the name of another.
 */
export function toolCallNames(ids: Iterable<string>): ReadonlyMap<string, string> {
  const plain = new Map<string, string[]>();
  for (const id of new Set(ids)) {
    const name = id.replaceAll(/[^A-Za-z0-9]+/g, '_');
    plain.set(name, [...(plain.get(name) ?? []), id]);
  }
  const names = new Map<string, string>();
  const taken = new Set([...plain].flatMap(([name, owners]) => (owners.length === 1 ? [name] : [])));
  for (const [name, owners] of plain) {
    const isEnough = owners.length === 1 && name.length <= longestName && /[A-Za-z0-9]/.test(name);
    for (const id of owners) names.set(id, isEnough ? name : hashedName(name, id, taken));
  }
  return names;
}

function hashedName(name: string, id: string, taken: Set<string>): string {
  for (let salt = 0; ; salt++) {
    const hashed = `${name.slice(0, longestName - 9)}_${shortHash(salt === 0 ? id : `${id} ${salt}`)}`;
    if (taken.has(hashed)) continue;
    taken.add(hashed);
    return hashed;
  }
}

/** Whether a grant covers a tool: its id, or a prefix of it that ends in `/*`. */
export function grantCovers(grant: string, id: string): boolean {
  return grant.endsWith('/*') ? id.startsWith(grant.slice(0, -1)) : grant === id;
}
