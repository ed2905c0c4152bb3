import { open, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { StudioError } from '../../contract/errors/studio-error.ts';

/** What kinds of sherpa-onnx models are told apart by their files. */
export type LocalFamily =
  | 'zipformer-streaming'
  | 'paraformer-streaming'
  | 'zipformer'
  | 'paraformer'
  | 'whisper'
  | 'sense-voice'
  | 'vits'
  | 'kokoro'
  | 'matcha';

/** A model of the user's own, as it lies in its folder. */
export interface LocalModel {
  /** Name of its folder; `local-speech/<name>` names it in a profile. */
  readonly name: string;
  readonly directory: string;
  readonly kind: 'speech-to-text' | 'text-to-speech';
  readonly family: LocalFamily;
  /** Roles of files, as sherpa-onnx calls them → full path. */
  readonly files: Readonly<Record<string, string>>;
}

/** Subfolders that are looked at; nobody has more models than that in one folder. */
const mostFolders = 200;

/**
 * The models in a folder: itself, or its subfolders. Throws `speech/folder-missing`. What is no model is passed over.
 */
export async function findLocalModels(folder: string): Promise<LocalModel[]> {
  let entries: Awaited<ReturnType<typeof list>>;
  try {
    entries = await list(folder);
  } catch (cause) {
    throw new StudioError('speech/folder-missing', { path: folder }, { cause });
  }
  const own = await identify(folder, entries);
  const models = own === null ? [] : [own];
  const shared = [...entries.files].filter(isVocoder).map(name => join(folder, name));
  for (const name of [...entries.folders].sort().slice(0, mostFolders)) {
    const directory = join(folder, name);
    // A folder that cannot be read is one without a model.
    const inside = await list(directory).catch(() => null);
    const model = inside === null ? null : await identify(directory, inside, shared);
    if (model !== null) models.push(model);
  }
  return models;
}

interface Entries {
  readonly files: ReadonlySet<string>;
  readonly folders: ReadonlySet<string>;
}

async function list(directory: string): Promise<Entries> {
  const entries = await readdir(directory, { withFileTypes: true });
  return {
    files: new Set(entries.filter(entry => !entry.isDirectory()).map(entry => entry.name)),
    folders: new Set(entries.filter(entry => entry.isDirectory()).map(entry => entry.name)),
  };
}

function isVocoder(name: string): boolean {
  return /^(vocos|hifigan|.*vocoder).*\.onnx$/i.test(name);
}

async function identify(
  directory: string,
  { files, folders }: Entries,
  sharedVocoders: readonly string[] = [],
): Promise<LocalModel | null> {
  const name = basename(directory);
  const has = (pattern: RegExp) => pickFile(files, pattern);
  const path = (file: string) => join(directory, file);
  const tokens = has(/(^|[-.])tokens\.txt$/);
  if (tokens === null) return null;
  const [encoder, decoder, joiner] = [
    has(/encoder.*\.onnx$/),
    has(/decoder.*\.onnx$/),
    has(/joiner.*\.onnx$/),
  ];
  const make = (
    kind: LocalModel['kind'],
    family: LocalFamily,
    roles: Readonly<Record<string, string | null>>,
  ): LocalModel => ({
    name,
    directory,
    kind,
    family,
    files: Object.fromEntries(
      Object.entries({ tokens, ...roles }).flatMap(([role, file]) =>
        file === null ? [] : [[role, path(file)]],
      ),
    ),
  });
  if (encoder !== null && decoder !== null) {
    const isStreaming = /streaming|chunk-/i.test(`${name} ${encoder}`);
    if (joiner !== null) {
      const family = isStreaming ? 'zipformer-streaming' : 'zipformer';
      return make('speech-to-text', family, { encoder, decoder, joiner });
    }
    if (/paraformer/i.test(name)) {
      return make('speech-to-text', 'paraformer-streaming', { encoder, decoder });
    }
    return /whisper/i.test(name) || tokens !== 'tokens.txt'
      ? make('speech-to-text', 'whisper', { encoder, decoder })
      : null;
  }
  const dataDir = folders.has('espeak-ng-data') ? 'espeak-ng-data' : null;
  const lexicon = has(/^lexicon.*\.txt$/);
  const voices = has(/^voices\.bin$/);
  const acoustic = has(/^model-steps-\d+.*\.onnx$/);
  const vocoder = [...files].find(isVocoder);
  if (acoustic !== null) {
    const found = vocoder === undefined ? sharedVocoders[0] : path(vocoder);
    if (found === undefined) return null;
    const model = make('text-to-speech', 'matcha', { acousticModel: acoustic, lexicon, dataDir });
    return { ...model, files: { ...model.files, vocoder: found } };
  }
  const model = has(/\.onnx$/);
  if (model === null) return null;
  if (voices !== null) return make('text-to-speech', 'kokoro', { model, voices, lexicon, dataDir });
  if (lexicon !== null || dataDir !== null) {
    return make('text-to-speech', 'vits', { model, lexicon, dataDir });
  }
  if (/sense-?voice/i.test(name) || (await holdsLanguageMarks(path(tokens)))) {
    return make('speech-to-text', 'sense-voice', { model });
  }
  return /paraformer/i.test(name) ? make('speech-to-text', 'paraformer', { model }) : null;
}

/** The file that fits; of several the one with 8-bit weights, which is faster here. */
function pickFile(files: ReadonlySet<string>, pattern: RegExp): string | null {
  const fitting = [...files].filter(file => pattern.test(file)).sort();
  return fitting.find(file => /int8/.test(file)) ?? fitting[0] ?? null;
}

/** SenseVoice's tokens hold marks of languages; Paraformer's do not. They are at the end of the file. */
async function holdsLanguageMarks(tokens: string): Promise<boolean> {
  const file = await open(tokens).catch(() => null);
  if (file === null) return false;
  try {
    const { size } = await file.stat();
    const length = Math.min(size, 16_384);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString('utf8').includes('<|zh|>');
  } finally {
    await file.close();
  }
}
