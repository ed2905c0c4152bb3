import { VisuallyHidden } from '@mantine/core';
import { create } from 'zustand';

interface AnnouncerState {
  readonly text: string;
  readonly turn: number;
}

const useAnnouncer = create<AnnouncerState>()(() => ({ text: '', turn: 0 }));

/** Has screen readers say something that is otherwise only seen: a wire drawn, a step undone. */
export function announce(text: string): void {
  useAnnouncer.setState(state => ({ text, turn: state.turn + 1 }));
}

/** The live region that {@link announce} speaks through. Once per window. */
export function Announcer() {
  const { text, turn } = useAnnouncer();
  return (
    <VisuallyHidden role="status" aria-live="polite" data-testid="announcer">
      {/* The same words twice are two announcements. */}
      <span key={turn}>{text}</span>
    </VisuallyHidden>
  );
}
