import type { KitAbout } from '../../../contract/services/device-service.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useKitAboutStore } from '../../stores/kit-about-store.ts';
import { useSession } from '../../stores/kit-store.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import { Icon } from '../../ui/icon.tsx';
import type { IconName } from '../../ui/icons.ts';
import type { KitFacts } from './kit-facts.ts';
import classes from './kit-side.module.css';
import { sideTexts } from './side.texts.ts';

/** Files that are named; the rest is a number. */
const namedFiles = 4;

/** What is on the kit, who vouches for it, and whether it is still what was pushed. */
export function ProgramCard({ facts }: { readonly facts: KitFacts }) {
  const say = useTexts(sideTexts);
  const { kitId } = facts.kit;
  const about = useKitAboutStore(state => state.abouts[kitId]);
  const session = useSession(kitId);
  const { running } = facts;
  if (running.kind !== 'ours') {
    if (facts.kit.mode === 'boot-loader' || facts.kit.transport === 'virtual') return null;
    const wasAsked = about !== undefined && about.firmware !== null;
    return (
      <section className={classes.card} aria-label={say('provenance')}>
        <h3>{say('provenance')}</h3>
        <p>{say(running.kind === 'not-ours' ? 'foreignProgram' : wasAsked ? 'noProgram' : 'notLooked')}</p>
      </section>
    );
  }
  const program = about?.program?.bundle === running.bundle ? about.program : null;
  const name = program?.name ?? session?.program?.profile ?? running.otherProfile ?? '';
  const live = session?.program ?? null;
  return (
    <section className={classes.card} aria-label={say('provenance')}>
      <h3>{say('provenance')}</h3>
      <p className={classes.strong}>
        {running.sequence === 0
          ? say('unnumbered', { name })
          : say('programName', { name, sequence: running.sequence })}
      </p>
      {program !== null && <Vouching program={program} />}
      {running.keptBecause !== null && <p>{say('keptBecause', { reason: running.keptBecause })}</p>}
      <dl className={classes.data}>
        <dt>{say('bundle')}</dt>
        <dd>
          <code title={running.bundle}>{running.bundle.slice(0, 16)}</code>
        </dd>
        {live !== null && (
          <>
            <dt>{say('slot')}</dt>
            <dd>
              {live.slot.toUpperCase()}
              {live.state === 'trial' && ` · ${say('onTrial')}`}
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}

function Vouching({ program }: { readonly program: NonNullable<KitAbout['program']> }) {
  const say = useTexts(sideTexts);
  const language = useLanguage();
  const { signature, changedFiles } = program;
  const date = (at: string) =>
    new Date(at).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' });
  const signed = (): readonly [IconName, string, 'ok' | 'warn' | 'quiet'] => {
    switch (signature.state) {
      case 'valid': {
        const name = signature.signer ?? signature.keyId ?? '';
        return signature.signedAt === null
          ? ['shield-check', say('signedByUndated', { name }), 'ok']
          : ['shield-check', say('signedBy', { name, date: date(signature.signedAt) }), 'ok'];
      }
      case 'unknown-key':
        return ['help-circle', say('unknownKey', { key: signature.keyId ?? '' }), 'warn'];
      case 'invalid':
        return ['alert-triangle', say('badSignature'), 'warn'];
      case 'none':
        return ['circle-dashed', say('notSigned'), 'quiet'];
    }
  };
  const [icon, words, tone] = signed();
  const isChanged = changedFiles !== null && changedFiles.length > 0;
  const files =
    changedFiles === null
      ? say('notCompared')
      : isChanged
        ? say(changedFiles.length === 1 ? 'oneChangedFile' : 'changedFiles', {
            count: changedFiles.length,
            files:
              changedFiles.slice(0, namedFiles).join(', ') + (changedFiles.length > namedFiles ? ' …' : ''),
          })
        : say('unchangedFiles');
  return (
    <>
      <p className={classes.line} data-tone={tone}>
        <Icon name={icon} size={14} />
        <span>{words}</span>
      </p>
      <p className={classes.line} data-tone={isChanged ? 'warn' : 'quiet'}>
        <Icon
          name={isChanged ? 'alert-triangle' : changedFiles === null ? 'circle-dashed' : 'check'}
          size={14}
        />
        <span>{files}</span>
      </p>
    </>
  );
}
