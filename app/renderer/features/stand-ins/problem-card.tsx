import { CloseButton, Portal } from '@mantine/core';
import { useTexts } from '../../i18n/texts.ts';
import { Icon } from '../../ui/icon.tsx';
import classes from './stand-ins.module.css';
import { standInsTexts } from './stand-ins.texts.ts';
import type { StandInProblem } from './use-stand-ins.ts';

function useSay() {
  return useTexts(standInsTexts);
}

/** What went wrong with this computer's devices, why, and what to do now. */
export function ProblemCard({
  problem,
  onClose,
}: {
  readonly problem: StandInProblem;
  readonly onClose: () => void;
}) {
  const say = useSay();
  const [title, text] = wordsOf(problem, say);
  return (
    <Portal>
      <div className={classes.problem} role="alert">
        <Icon name="alert-triangle" />
        <div>
          <b>{title}</b>
          <p>{text}</p>
        </div>
        <CloseButton size="sm" aria-label={say('close')} onClick={onClose} />
      </div>
    </Portal>
  );
}

function wordsOf(
  problem: StandInProblem,
  say: ReturnType<typeof useSay>,
): readonly [title: string, text: string] {
  switch (problem.kind) {
    case 'send':
      return [say('sendTitle'), say('sendText', { message: problem.message })];
    case 'voice': {
      const language = say(problem.language === 'zh' ? 'chinese' : 'english');
      return [say('voiceTitle'), say('voiceText', { language })];
    }
    case 'capture': {
      const device = say(problem.device);
      if (problem.problem.kind === 'failed') {
        const { message } = problem.problem;
        return [say('failedTitle', { device }), say('failedText', { message })];
      }
      const { kind } = problem.problem;
      return [say(`${kind}Title`, { device }), say(`${kind}Text`, { device })];
    }
  }
}
