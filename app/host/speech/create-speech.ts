import { StudioError } from '../../contract/errors/studio-error.ts';
import type { ModelKind } from '../../core/models/model-facts.ts';
import type { HubCaller, HubServices } from '../../sdk/hub-node.ts';
import { openDashScopeRecognition } from './dash-scope-recognition.ts';
import { synthesizeWithDashScope } from './dash-scope-synthesis.ts';
import { findLocalModels } from './find-local-models.ts';
import { LocalSpeech } from './local-speech.ts';
import { openOmniConversation } from './omni-conversation.ts';
import { type Deadlines, usualDeadlines } from './socket-link.ts';
import { SocketPool } from './socket-pool.ts';
import type { CloudCall, SpeechAccess } from './speech-access.ts';
import { startSpeechProcess, startSpeechThread } from './speech-process.ts';
import { VoiceDetector } from './voice-detector.ts';

export interface SpeechOptions {
  /** Gives out calls where a program brings no access of its own. */
  readonly access: SpeechAccess;
  /** Folder with models for local speech, as the user named it; null: none. Asked for with each call. */
  readonly speechFolder: () => string | null;
  readonly deadlines?: Deadlines;
  /** False where the shell's binary runs no scripts: local models then run in a thread. The default is true. */
  readonly canStartProcesses?: boolean;
}

/** Speech of this process: one for all programs that run. */
export interface Speech {
  /** What the nodes of a program may ask; `access` knows its markets. */
  services(access?: SpeechAccess): HubServices['speech'];
  /** Names of the models in a folder, with their kinds: `sense-voice (speech-to-text)`. Throws `speech/folder-missing`. */
  describeFolder(path: string): Promise<string[]>;
  dispose(): Promise<void>;
}

/**
 * Hearing and speaking for hub nodes. `local-speech/…` runs on the user's own models; every other provider is a cloud
 * that speaks DashScope's protocols; `system-voice/…` speaks in the window and gives no sound here.
 */
export function createSpeech(options: SpeechOptions): Speech {
  const { deadlines = usualDeadlines } = options;
  const pool = new SocketPool();
  const detector = new VoiceDetector();
  const local = new LocalSpeech({
    folder: options.speechFolder,
    detector,
    start: options.canStartProcesses === false ? startSpeechThread : startSpeechProcess,
  });

  const connect = (
    access: SpeechAccess,
    model: string,
    kind: ModelKind,
    caller: HubCaller,
    signal: AbortSignal,
  ): Promise<CloudCall> => access.connect({ model, kind, placement: placementOf(caller) }, signal);

  return {
    services: (access = options.access) => ({
      recognize: async recognition => {
        const { provider, name } = split(recognition.model, 'speech-to-text');
        if (provider === 'local-speech') return local.recognize(name, recognition);
        const call = await connect(
          access,
          recognition.model,
          'speech-to-text',
          recognition.caller,
          recognition.signal,
        );
        return openDashScopeRecognition(call, recognition, { pool, deadlines });
      },
      async *synthesize(synthesis) {
        const { provider, name } = split(synthesis.model, 'text-to-speech');
        if (provider === 'system-voice') throw new StudioError('speech/system-voice', {});
        if (synthesis.text.trim() === '') return;
        if (provider === 'local-speech') {
          yield* local.synthesize(name, synthesis);
          return;
        }
        const { signal } = synthesis.message;
        const call = await connect(access, synthesis.model, 'text-to-speech', synthesis.caller, signal);
        yield* synthesizeWithDashScope(call, synthesis, { pool, deadlines });
      },
      detectVoice: async () => detector.open(),
      converse: async conversation => {
        const { provider } = split(conversation.model, 'realtime');
        if (provider === 'local-speech') {
          throw new StudioError('speech/cannot', { model: conversation.model, purpose: 'realtime' });
        }
        const { model, caller, signal } = conversation;
        const call = await connect(access, model, 'realtime', caller, signal);
        return openOmniConversation(call, conversation, { deadlines });
      },
    }),
    describeFolder: async path => (await findLocalModels(path)).map(({ name, kind }) => `${name} (${kind})`),
    dispose: async () => {
      pool.dispose();
      local.dispose();
      await detector.dispose();
    },
  };
}

/** A node that is placed on the hub must not need the network. */
function placementOf(caller: HubCaller): 'hub' | 'cloud' {
  return caller.placement === 'cloud' ? 'cloud' : 'hub';
}

function split(model: string, purpose: ModelKind): { readonly provider: string; readonly name: string } {
  if (model === '') throw new StudioError('speech/no-model', { purpose });
  const slash = model.indexOf('/');
  if (slash <= 0) throw new StudioError('speech/cannot', { model, purpose });
  const provider = model.slice(0, slash);
  if (provider === 'system-voice' && purpose !== 'text-to-speech') {
    throw new StudioError('speech/cannot', { model, purpose });
  }
  return { provider, name: model.slice(slash + 1) };
}
