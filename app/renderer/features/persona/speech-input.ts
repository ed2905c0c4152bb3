import type { ComponentType } from 'react';
import { create } from 'zustand';

export interface SpeechInputProps {
  /** What was understood; it is sent as if it had been typed. */
  readonly onHeard: (text: string) => void;
}

/**
 * The place beside the talk's text field where a microphone can stand. Who offers one sets it:
 * `useSpeechInput.setState({ SpeechInput })`. While nobody does, a switched-off button says why.
 */
export const useSpeechInput = create<{ readonly SpeechInput: ComponentType<SpeechInputProps> | null }>()(
  () => ({
    SpeechInput: null,
  }),
);
