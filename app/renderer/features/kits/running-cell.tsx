import { useTexts } from '../../i18n/texts.ts';
import type { RunningFacts } from './kit-facts.ts';
import { kitsTexts } from './kits.texts.ts';
import classes from './kits-table.module.css';

/** Enough of a bundle's hash to tell two programs apart at a glance. */
const shownHashLength = 8;

/** Which program runs, and what is to be said of it in a few words: the weightiest only. */
export function RunningCell({ running }: { readonly running: RunningFacts }) {
  const say = useTexts(kitsTexts);
  if (running.kind === 'none') return <span className={classes.none}>{say('unknown')}</span>;
  if (running.kind === 'not-ours') return say('notOurs');
  return <OurProgram running={running} />;
}

type OurProgramFacts = Extract<RunningFacts, { kind: 'ours' }>;

function OurProgram({ running }: { readonly running: OurProgramFacts }) {
  const say = useTexts(kitsTexts);
  const note = useNote(running);
  const { sequence, bundle, otherProfile } = running;
  return (
    <>
      {sequence === 0 ? (
        <code title={bundle}>{bundle.slice(0, shownHashLength)}</code>
      ) : (
        <span title={bundle}>{say('revision', { sequence })}</span>
      )}
      {otherProfile !== null && (
        <span className={classes.none}> {say('ofProfile', { name: otherProfile })}</span>
      )}
      {note !== null && (
        <small data-tone={note.tone} title={note.words}>
          {note.words}
        </small>
      )}
    </>
  );
}

interface Note {
  readonly words: string;
  readonly tone: 'warn' | 'quiet';
}

function useNote(running: OurProgramFacts): Note | null {
  const say = useTexts(kitsTexts);
  const { keptBecause, hasChangedFiles, isTrial, behind, signature } = running;
  const quiet = (words: string): Note => ({ words, tone: 'quiet' });
  const warn = (words: string): Note => ({ words, tone: 'warn' });
  if (keptBecause !== null) return quiet(say('kept', { reason: keptBecause }));
  if (hasChangedFiles) return warn(say('changedSince'));
  if (signature?.state === 'invalid') return warn(say('badSignature'));
  if (isTrial) return quiet(say('trial'));
  if (behind > 0) return quiet(say('behind', { count: behind }));
  if (signature === null) return null;
  if (signature.state === 'unknown-key') return warn(say('unknownSigner'));
  if (signature.state === 'none') return quiet(say('notSigned'));
  return signature.signer === null ? null : quiet(say('signedBy', { name: signature.signer }));
}
