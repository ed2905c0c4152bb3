import type { ReactNode } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { nowhere, useDoctorStore } from '../../stores/doctor-store.ts';
import { useFirmwareStore } from '../../stores/firmware-store.ts';
import { useFleetStore } from '../../stores/fleet-store.ts';
import { useKitStore, useRunState } from '../../stores/kit-store.ts';
import { DoctorCard } from './doctor-card.tsx';
import { ErrorCard } from './error-card.tsx';
import { FlashSteps } from './flash-steps.tsx';
import { KitActions } from './kit-actions.tsx';
import { KitDataCard } from './kit-data-card.tsx';
import { causeOf, type KitFacts } from './kit-facts.ts';
import classes from './kit-side.module.css';
import { ProgramCard } from './program-card.tsx';
import { PushSteps } from './push-steps.tsx';
import { sideTexts } from './side.texts.ts';

interface KitSideProps {
  /** The shown kit; undefined where none is. */
  readonly facts: KitFacts | undefined;
  readonly others: readonly KitFacts[];
}

/** The right side: the shown kit, what is done with it step by step, its trouble with the way out, and its program. */
export function KitSide({ facts, others }: KitSideProps) {
  const say = useTexts(sideTexts);
  const isExaminingNowhere = useDoctorStore(state => state.examinations[nowhere] !== undefined);
  const troubles = <OtherTroubles kits={others.filter(({ kit }) => kit.kitId !== facts?.kit.kitId)} />;
  return (
    <aside className={classes.side} aria-label={facts?.kit.title ?? say('doctor')} data-kit-side>
      {isExaminingNowhere && <DoctorCard kitId={null} title={say('examineNowhere')} />}
      {facts === undefined ? (
        !isExaminingNowhere && <p className={classes.quiet}>{say('selectKit')}</p>
      ) : (
        <ShownKit facts={facts}>{troubles}</ShownKit>
      )}
      {facts === undefined && troubles}
    </aside>
  );
}

function ShownKit({ facts, children }: { readonly facts: KitFacts; readonly children: ReactNode }) {
  const { kit, status, isBusy } = facts;
  const run = useRunState(kit.kitId);
  const row = useFleetStore(state => state.run?.rows.find(known => known.kitId === kit.kitId));
  const flash = useFirmwareStore(state => state.flashes[kit.kitId]);
  const examination = useDoctorStore(state => state.examinations[kit.kitId]);
  const problem = useKitStore(state => (state.problem?.kitId === kit.kitId ? state.problem : null));
  const isReal = kit.transport === 'serial' || kit.transport === 'tcp';
  const isSick = status.kind === 'error' || status.kind === 'diagnosed';
  return (
    <>
      <header className={classes.head}>
        <h2>{kit.title}</h2>
        <p className={classes.quiet}>
          <Sentence facts={facts} />
        </p>
      </header>
      <FlashSteps flash={flash} row={row} />
      <PushSteps facts={facts} run={run} row={row} />
      {status.kind === 'error' && <ErrorCard error={status.error} />}
      {problem !== null && !(status.kind === 'error' && status.error.code === problem.error.code) && (
        <ErrorCard error={problem.error} onDismiss={useKitStore.getState().dismissProblem} />
      )}
      {isReal && (isSick || examination !== undefined) && <DoctorCard kitId={kit.kitId} />}
      <KitActions facts={facts} />
      {isBusy && children}
      {kit.transport !== 'replay' && <ProgramCard facts={facts} />}
      <KitDataCard kit={kit} />
      {isReal && !isSick && examination === undefined && kit.isAttached && <DoctorCard kitId={kit.kitId} />}
      {!isBusy && children}
    </>
  );
}

/** What is going on, in a sentence. */
function Sentence({ facts }: { readonly facts: KitFacts }) {
  const say = useTexts(sideTexts);
  const sequence = useFleetStore(state => state.run?.sequence ?? null);
  const isInFleet = useFleetStore(
    state => state.run?.rows.some(row => row.kitId === facts.kit.kitId && row.state === 'pushing') ?? false,
  );
  const { kit, status } = facts;
  const links = { serial: say('usb'), tcp: say('network'), virtual: say('memoryLink'), replay: '' };
  const link = links[kit.transport];
  if (status.kind === 'pushing') {
    const program =
      isInFleet && sequence !== null ? say('pushingRevision', { sequence }) : say('thisProgram');
    return say('pushing', { program, link });
  }
  if (status.kind === 'flashing') return say('flashing', { link });
  if (!kit.isAttached) return say('idleAway');
  if (kit.transport === 'replay') return say('idleReplay');
  if (kit.transport === 'virtual') return say('idleVirtual');
  return say(kit.mode === 'boot-loader' ? 'idleBootLoader' : 'idleAttached');
}

/** Kits beside the shown one of which the doctor knows what is wrong. */
function OtherTroubles({ kits }: { readonly kits: readonly KitFacts[] }) {
  const say = useTexts(sideTexts);
  const examinations = useDoctorStore(state => state.examinations);
  const sick = kits.filter(({ kit }) => causeOf(examinations[kit.kitId]) !== undefined);
  if (sick.length === 0) return null;
  return (
    <section className={classes.others} aria-label={say('otherTroubles')}>
      {sick.map(({ kit }) => (
        <DoctorCard key={kit.kitId} kitId={kit.kitId} title={kit.title} isBrief />
      ))}
    </section>
  );
}
