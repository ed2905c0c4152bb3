import { ActionIcon, Button, CopyButton, Tooltip } from '@mantine/core';
import type { DoctorFinding } from '../../../contract/services/doctor-service.ts';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { type Examination, nowhere, useDoctorStore } from '../../stores/doctor-store.ts';
import { useKitStore } from '../../stores/kit-store.ts';
import { useViewStore } from '../../stores/view-store.ts';
import { Icon } from '../../ui/icon.tsx';
import classes from './doctor-card.module.css';
import { ErrorCard } from './error-card.tsx';
import { sideTexts } from './side.texts.ts';

interface DoctorCardProps {
  /** Null: boards that do not appear at all. */
  readonly kitId: string | null;
  /** What it is about, where that is not plain from around it. */
  readonly title?: string;
  /** The cause alone. */
  readonly isBrief?: boolean;
}

/** What is wrong and what to do about it; before that, the offer to find out. */
export function DoctorCard({ kitId, title, isBrief = false }: DoctorCardProps) {
  const say = useTexts(sideTexts);
  const examination = useDoctorStore(state => state.examinations[kitId ?? nowhere]);
  const isExamining = examination?.kind === 'examining';
  const findings = findingsOf(examination);
  const cause =
    examination?.kind === 'done'
      ? findings.find(({ check }) => check === examination.diagnosis.cause)
      : undefined;
  const rest = findings.filter(finding => finding !== cause);
  const telling = rest.filter(({ state }) => state !== 'well' && state !== 'skipped');
  const well = rest.filter(({ state }) => state === 'well');
  if (isBrief)
    return cause === undefined ? null : <Finding finding={cause} kitId={kitId} about={title} isCause />;
  return (
    <section className={classes.doctor} aria-label={say('doctor')}>
      {(title !== undefined || examination !== undefined) && (
        <h3 className={classes.title}>{title ?? say('doctor')}</h3>
      )}
      {examination?.kind === 'failed' && <ErrorCard error={examination.error} />}
      {cause !== undefined && <Finding finding={cause} kitId={kitId} isCause />}
      {examination?.kind === 'done' && cause === undefined && (
        <p className={classes.verdict} role="status">
          {telling.length === 0 ? say('allWell') : say('nobodyKnows')}
        </p>
      )}
      {telling.map(finding => (
        <Finding key={finding.check} finding={finding} kitId={kitId} />
      ))}
      {well.length > 0 && <WellChecks findings={well} />}
      {isExamining ? (
        <div className={classes.actions}>
          <span role="status">{say('examining')}</span>
          <Button size="compact-sm" variant="default" onClick={() => useDoctorStore.getState().cancel(kitId)}>
            {say('stopExamining')}
          </Button>
        </div>
      ) : (
        <ExamineButtons kitId={kitId} />
      )}
    </section>
  );
}

function findingsOf(examination: Examination | undefined): readonly DoctorFinding[] {
  if (examination?.kind === 'examining') return examination.findings;
  return examination?.kind === 'done' ? examination.diagnosis.findings : [];
}

function ExamineButtons({ kitId }: { readonly kitId: string | null }) {
  const say = useTexts(sideTexts);
  const { examine } = useDoctorStore.getState();
  return (
    <div className={classes.choices}>
      <div>
        <Button size="compact-sm" variant="default" onClick={() => void examine(kitId, false)}>
          {say('examine')}
        </Button>
        <small>{say(kitId === null ? 'examineNowhereHint' : 'examineHint')}</small>
      </div>
      {kitId !== null && (
        <div>
          <Button size="compact-sm" variant="default" onClick={() => void examine(kitId, true)}>
            {say('examineInterrupt')}
          </Button>
          <small>{say('examineInterruptHint')}</small>
        </div>
      )}
    </div>
  );
}

function WellChecks({ findings }: { readonly findings: readonly DoctorFinding[] }) {
  const say = useTexts(sideTexts);
  const localize = useLocalize();
  return (
    <details className={classes.well}>
      <summary>
        <Icon name="check" size={14} />
        {say('checksWell', { count: findings.length })}
      </summary>
      <ul>
        {findings.map(finding => (
          <li key={finding.check}>
            <b>{localize(finding.title)}</b> {localize(finding.text)}
          </li>
        ))}
      </ul>
    </details>
  );
}

interface FindingProps {
  readonly finding: DoctorFinding;
  readonly kitId: string | null;
  readonly about?: string | undefined;
  readonly isCause?: boolean;
}

function Finding({ finding, kitId, about, isCause = false }: FindingProps) {
  const say = useTexts(sideTexts);
  const localize = useLocalize();
  const { remedy } = finding;
  const title = localize(finding.title);
  return (
    <article className={classes.finding} data-state={finding.state} data-cause={isCause || undefined}>
      <h3>
        <Icon name={finding.state === 'problem' ? 'alert-circle' : 'help-circle'} size={14} />
        {about === undefined ? title : `${about}: ${title}`}
        {!isCause && <small className={classes.state}>{say(`state_${finding.state}`)}</small>}
      </h3>
      <p>{localize(finding.text)}</p>
      {remedy !== null && (
        <>
          <p className={classes.remedy}>{localize(remedy.text)}</p>
          {remedy.commands.map(command => (
            <CommandLine key={command} command={command} />
          ))}
          <RemedyButton action={remedy.action} kitId={kitId} />
        </>
      )}
    </article>
  );
}

/** A command in full, to be run by the person and nobody else. */
function CommandLine({ command }: { readonly command: string }) {
  const say = useTexts(sideTexts);
  return (
    <div className={classes.command}>
      <pre>{command}</pre>
      <CopyButton value={command}>
        {({ copied, copy }) => (
          <Tooltip label={say(copied ? 'copied' : 'copy')}>
            <ActionIcon size="sm" aria-label={say(copied ? 'copied' : 'copy')} onClick={copy}>
              <Icon name={copied ? 'check' : 'copy'} size={14} />
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </div>
  );
}

function RemedyButton({
  action,
  kitId,
}: {
  readonly action: NonNullable<DoctorFinding['remedy']>['action'];
  readonly kitId: string | null;
}) {
  const say = useTexts(sideTexts);
  const button = (words: string, onClick: () => void) => (
    <Button size="compact-sm" variant="default" mt={8} onClick={onClick}>
      {words}
    </Button>
  );
  switch (action) {
    case 'none':
      return null;
    case 'examine-again':
      return button(say('again'), () => void useDoctorStore.getState().examine(kitId, false));
    case 'flash':
      return kitId === null
        ? null
        : button(say('flash'), () => useViewStore.getState().open({ kind: 'flash', target: { kitId } }));
    case 'retry-open':
      return kitId === null
        ? null
        : button(say('retryOpen'), () => {
            useDoctorStore.getState().forget(kitId);
            void useKitStore.getState().connect(kitId);
          });
  }
}
