import type { Volume } from '../../../contract/services/firmware-service.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useCatalogueStore } from '../../stores/catalogue-store.ts';
import { targetKey, useFirmwareStore } from '../../stores/firmware-store.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import { useViewStore } from '../../stores/view-store.ts';
import { StateDot } from '../../ui/state-dot.tsx';
import { kitsTexts } from './kits.texts.ts';
import classes from './kits-table.module.css';
import { phaseTexts } from './phase.texts.ts';
import { transferWords } from './status-words.ts';

/** A board whose boot loader shows it as a drive: it has no port, and waits for firmware. */
export function VolumeRow({ volume }: { readonly volume: Volume }) {
  const say = useTexts(kitsTexts);
  const sayPhase = useTexts(phaseTexts);
  const language = useLanguage();
  const board = useCatalogueStore(state => state.catalogue.boards.get(volume.boardId ?? ''));
  const flash = useFirmwareStore(state => state.flashes[targetKey({ volume: volume.path })]);
  const progress = flash?.kind === 'flashing' ? flash.progress : null;
  return (
    <tr className={classes.row} data-volume={volume.path} aria-label={volume.model}>
      <td className={classes.check} />
      <td>
        <span className={classes.nameLine}>
          <span className={classes.plainName}>{board?.title ?? volume.model}</span>
        </span>
        <small>
          {[board === undefined ? null : volume.model, volume.boardIdText].filter(Boolean).join(' · ')}
        </small>
      </td>
      <td>
        <code title={volume.path}>{volume.path.split('/').at(-1)}</code>
      </td>
      <td>
        <span className={classes.warn}>{say('noneFound')}</span>
      </td>
      <td>
        <span className={classes.none}>{say('unknown')}</span>
      </td>
      <td>
        <span className={classes.state}>
          <StateDot tone={flash?.kind === 'flashing' ? 'busy' : 'warn'} />
          <span className={classes.words}>
            {flash?.kind === 'flashing' ? (
              [sayPhase(`flash_${progress?.phase ?? 'check'}`), transferWords(progress, language)]
                .filter(Boolean)
                .join(' · ')
            ) : (
              <>
                {say('bootLoader')} ·{' '}
                <button
                  type="button"
                  className={classes.wayOut}
                  onClick={() =>
                    useViewStore.getState().open({ kind: 'flash', target: { volume: volume.path } })
                  }
                >
                  {say('flashFirmware')}
                </button>
              </>
            )}
          </span>
        </span>
      </td>
      <td className={classes.menu} />
    </tr>
  );
}
