import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { getStudio } from '../../bootstrap/studio-client.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { useSession, useTargetKit } from '../../stores/kit-store.ts';
import type { PortValue } from '../../stores/runtime-store.ts';
import { type CaptureProblem, captureProblemOf } from './capture-problem.ts';
import { listenToLiveValues } from './live-values.ts';
import { Speaker, speakerSettings } from './speaker.ts';
import type { SpokenLanguage } from './system-voice.ts';

/** What the person should know, with what to do about it. */
export type StandInProblem =
  | { readonly kind: 'capture'; readonly device: 'microphone' | 'camera'; readonly problem: CaptureProblem }
  | { readonly kind: 'send'; readonly message: string }
  | { readonly kind: 'voice'; readonly language: SpokenLanguage };

export interface StandInNodes {
  readonly microphones: readonly string[];
  readonly cameras: readonly string[];
  readonly speakers: readonly string[];
  readonly screens: readonly string[];
}

/** The nodes of the profile in whose place this computer stands. */
export function useStandInNodes(): StandInNodes {
  const nodes = useDocumentStore(state => state.profile.nodes);
  return useMemo(() => {
    const of = (type: string) =>
      Object.keys(nodes)
        .filter(id => nodes[id]?.type === type)
        .sort();
    return {
      microphones: of('computer/microphone'),
      cameras: of('computer/camera'),
      speakers: of('computer/speaker'),
      screens: of('computer/screen'),
    };
  }, [nodes]);
}

/** The kit whose program runs; null while none does. */
export function useRunningKit(): string | null {
  const projectId = useDocumentStore(state => state.projectId);
  const kit = useTargetKit(projectId);
  const session = useSession(kit?.kitId);
  return session?.state === 'running' && kit !== undefined ? kit.kitId : null;
}

export interface Problems {
  readonly problem: StandInProblem | null;
  readonly report: (problem: StandInProblem | null) => void;
  readonly reportCapture: (device: 'microphone' | 'camera', error: unknown) => void;
}

export function useProblems(): Problems {
  const [problem, report] = useState<StandInProblem | null>(null);
  const reportCapture = useCallback((device: 'microphone' | 'camera', error: unknown) => {
    report({ kind: 'capture', device, problem: captureProblemOf(error) });
  }, []);
  return { problem, report, reportCapture };
}

/** Hands a captured value to the input `frame` of nodes on the hub. */
export function sendFrame(
  kitId: string,
  nodes: readonly string[],
  value: PortValue,
  report: Problems['report'],
): void {
  for (const node of nodes) {
    getStudio()
      .device.send({ kitId, node, port: 'frame', value })
      .catch((error: unknown) =>
        report({ kind: 'send', message: error instanceof Error ? error.message : String(error) }),
      );
  }
}

/** Plays what arrives at the speakers of the running program. */
export function useSpeakers(
  kitId: string | null,
  ids: readonly string[],
  report: Problems['report'],
): { readonly isBlocked: boolean; readonly resume: () => void } {
  const [isBlocked, setBlocked] = useState(false);
  const speakers = useRef(new Map<string, Speaker>());
  const key = ids.join('\n');
  useEffect(() => {
    if (kitId === null || key === '') return;
    const own = new Map<string, Speaker>();
    speakers.current = own;
    // Said once a run: whoever closed it knows.
    const told = new Set<SpokenLanguage>();
    const onNoVoice = (language: SpokenLanguage) => {
      if (told.has(language)) return;
      told.add(language);
      report({ kind: 'voice', language });
    };
    const update = () => setBlocked([...own.values()].some(speaker => speaker.isBlocked));
    for (const id of key.split('\n')) {
      own.set(id, new Speaker({ onChange: update, onNoVoice }));
    }
    const stop = listenToLiveValues(getStudio().device, kitId, (node, port, value) => {
      const speaker = own.get(node);
      if (speaker === undefined) return;
      const properties = useDocumentStore.getState().profile.nodes[node]?.properties ?? {};
      speaker.receive(port, value, speakerSettings(properties));
    });
    return () => {
      stop();
      for (const speaker of own.values()) speaker.dispose();
      setBlocked(false);
    };
  }, [kitId, key, report]);
  const resume = useCallback(() => {
    for (const speaker of speakers.current.values()) void speaker.resume();
  }, []);
  return { isBlocked, resume };
}

/** The newest picture that a screen of the running program was given, as an address of an image. */
export function useScreen(
  kitId: string | null,
  ids: readonly string[],
): { readonly picture: string | null; readonly close: () => void } {
  const [picture, setPicture] = useState<string | null>(null);
  const key = ids.join('\n');
  useEffect(() => {
    if (kitId === null || key === '') return;
    const wanted = new Set(key.split('\n'));
    const stop = listenToLiveValues(getStudio().device, kitId, (node, port, value) => {
      if (!wanted.has(node) || (port !== 'image' && port !== 'picture')) return;
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
      const { data, encoding } = value;
      if (typeof data !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(data)) return;
      if (encoding === 'jpeg' || encoding === 'png') setPicture(`data:image/${encoding};base64,${data}`);
    });
    return () => {
      stop();
      setPicture(null);
    };
  }, [kitId, key]);
  return { picture, close: useCallback(() => setPicture(null), []) };
}
