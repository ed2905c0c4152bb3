import type { Kit } from '../../../contract/services/device-service.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useKitAboutStore } from '../../stores/kit-about-store.ts';
import { useSession } from '../../stores/kit-store.ts';
import { formatBytes } from '../../ui/format-port-value.ts';
import classes from './kit-side.module.css';
import { sideTexts } from './side.texts.ts';

/** Board, chip, memory and file system, as far as they are known. */
export function KitDataCard({ kit }: { readonly kit: Kit }) {
  const say = useTexts(sideTexts);
  const firmware = useKitAboutStore(state => state.abouts[kit.kitId]?.firmware ?? null);
  const session = useSession(kit.kitId);
  const free = session?.memoryFree ?? null;
  const total = session?.memoryTotal ?? null;
  return (
    <section className={classes.facts}>
      <dl className={classes.data}>
        <dt>{say('board')}</dt>
        <dd>{kit.boardTitle}</dd>
        {firmware !== null && (
          <>
            <dt>{say('machine')}</dt>
            <dd>{firmware.machine}</dd>
          </>
        )}
        {free !== null && total !== null && (
          <>
            <dt>{say('memory')}</dt>
            <dd>{say('memoryFree', { free: formatBytes(free), total: formatBytes(total) })}</dd>
          </>
        )}
        {firmware !== null && firmware.fileSystem !== 'unknown' && (
          <>
            <dt>{say('fileSystem')}</dt>
            <dd>{firmware.fileSystem === 'fat' ? 'FAT' : 'littlefs'}</dd>
          </>
        )}
      </dl>
      {firmware?.fileSystem === 'fat' && <p className={classes.weaker}>{say('fatPromise')}</p>}
    </section>
  );
}
