import { ActionIcon, Button, Progress, SegmentedControl, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import type { FirmwareImage } from '../../../contract/services/firmware-service.ts';
import type { BoardDefinition } from '../../../core/catalogue/board-definition.ts';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { uploadKey, useFirmwareStore } from '../../stores/firmware-store.ts';
import { formatBytes } from '../../ui/format-port-value.ts';
import { Icon } from '../../ui/icon.tsx';
import { reportFailure } from '../../ui/report-failure.tsx';
import { ErrorCard } from './error-card.tsx';
import { flashTexts } from './flash.texts.ts';
import classes from './kits-dialogs.module.css';

/** Hex digits of a hash that are shown. */
const shownHashLength = 16;

interface FlashImagesProps {
  readonly board: BoardDefinition | undefined;
  /** As the ROM of the chip named it; null before it was asked. */
  readonly chip: string | null;
  readonly isVolume: boolean;
  readonly chosenId: string | null;
  readonly onChoose: (imageId: string | null) => void;
}

/** Images that fit: those of the catalogue with what vouches for them, and files that a person added. */
export function FlashImages({ board, chip, isVolume, chosenId, onChoose }: FlashImagesProps) {
  const say = useTexts(flashTexts);
  const images = useFirmwareStore(state => state.images);
  const [isAll, setAll] = useState(false);
  // What is chosen is seen, though it may not fit: whoever added it is told so by the board itself.
  const fitting = images.filter(image => image.imageId === chosenId || fits(image, board, chip, isVolume));
  const canFilter = board !== undefined || chip !== null;
  const shown = isAll || !canFilter ? images.filter(image => !isVolume || image.kind === 'uf2') : fitting;
  return (
    <>
      <div className={classes.files}>
        <h3 className={classes.section}>{say(isAll || !canFilter ? 'allImages' : 'images')}</h3>
        {canFilter && (
          <SegmentedControl
            ml="auto"
            size="xs"
            aria-label={say('whichImages')}
            value={isAll ? 'all' : 'board'}
            onChange={value => setAll(value === 'all')}
            data={[
              { value: 'board', label: say('forBoard') },
              { value: 'all', label: say('forAll') },
            ]}
          />
        )}
      </div>
      {shown.length === 0 ? (
        <p className={classes.quiet}>{say('noImages')}</p>
      ) : (
        <ul className={classes.images}>
          {shown.map(image => (
            <ImageRow
              key={image.imageId}
              image={image}
              isChosen={image.imageId === chosenId}
              onChoose={() => onChoose(image.imageId)}
              onRemoved={() => image.imageId === chosenId && onChoose(null)}
            />
          ))}
        </ul>
      )}
      <OwnFile onAdded={image => onChoose(image.imageId)} />
    </>
  );
}

function fits(
  image: FirmwareImage,
  board: BoardDefinition | undefined,
  chip: string | null,
  isVolume: boolean,
): boolean {
  if (isVolume && image.kind !== 'uf2') return false;
  // A file names no board: its chip is what can be compared.
  const wanted = chip ?? board?.firmware.esptool?.chip ?? null;
  if (image.boardIds.length === 0) return wanted === null || image.chip === null || image.chip === wanted;
  return board === undefined
    ? image.chip === null || image.chip === wanted
    : image.boardIds.includes(board.id);
}

interface ImageRowProps {
  readonly image: FirmwareImage;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
  readonly onRemoved: () => void;
}

function ImageRow({ image, isChosen, onChoose, onRemoved }: ImageRowProps) {
  const say = useTexts(flashTexts);
  const localize = useLocalize();
  const transfer = useFirmwareStore(state => state.transfers[image.imageId]);
  const { download, cancelTransfer, removeImage } = useFirmwareStore.getState();
  const isFile = image.url === null;
  const facts = [
    image.version === null || image.title.includes(image.version)
      ? null
      : say('version', { version: image.version }),
    image.variant === null ? null : localize(image.variant),
    image.chip,
    say(image.trust),
    image.sha256 === null ? null : say('hash', { hash: image.sha256.slice(0, shownHashLength) }),
  ].filter(fact => fact !== null);
  return (
    <li className={classes.image} data-chosen={isChosen || undefined}>
      <label className={classes.imageChoice}>
        <input type="radio" name="firmware-image" checked={isChosen} onChange={onChoose} />
        <span className={classes.imageWords}>
          <b>{image.title}</b>
          <small>{facts.join(' · ')}</small>
          {transfer?.kind === 'failed' && <ErrorCard error={transfer.error} />}
        </span>
      </label>
      <span className={classes.imageEnd}>
        {transfer?.kind === 'busy' ? (
          <>
            <Progress
              className={classes.transfer ?? ''}
              size={4}
              value={transfer.bytesTotal === 0 ? 0 : (transfer.bytesDone / transfer.bytesTotal) * 100}
              aria-label={image.title}
            />
            <Button size="compact-xs" variant="subtle" onClick={() => cancelTransfer(image.imageId)}>
              {say('stop')}
            </Button>
          </>
        ) : image.isHere ? (
          image.sizeBytes !== null && formatBytes(image.sizeBytes)
        ) : (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<Icon name="download" size={14} />}
            onClick={() => {
              onChoose();
              void download(image.imageId);
            }}
          >
            {say('download')}
          </Button>
        )}
      </span>
      {isFile && (
        <ActionIcon
          aria-label={say('removeImage', { title: image.title })}
          onClick={() => {
            onRemoved();
            removeImage(image.imageId).catch(reportFailure);
          }}
        >
          <Icon name="trash" />
        </ActionIcon>
      )}
    </li>
  );
}

/** A file of this computer, sent in parts; or a path where the studio itself can read it. */
function OwnFile({ onAdded }: { readonly onAdded: (image: FirmwareImage) => void }) {
  const say = useTexts(flashTexts);
  const field = useRef<HTMLInputElement>(null);
  const [path, setPath] = useState('');
  const transfer = useFirmwareStore(state => state.transfers[uploadKey]);
  const { upload, addFile } = useFirmwareStore.getState();
  const isBusy = transfer?.kind === 'busy';
  const adopt = (image: FirmwareImage | null) => {
    if (image === null) return;
    setPath('');
    onAdded(image);
  };
  return (
    <>
      <h3 className={classes.section}>{say('ownFile')}</h3>
      <form
        className={classes.files}
        onSubmit={event => {
          event.preventDefault();
          if (path.trim() !== '') void addFile(path.trim()).then(adopt);
        }}
      >
        <input
          ref={field}
          className={classes.hidden}
          type="file"
          accept=".bin,.uf2"
          aria-label={say('chooseFile')}
          onChange={event => {
            const file = event.currentTarget.files?.[0];
            event.currentTarget.value = '';
            if (file !== undefined) void upload(file).then(adopt);
          }}
        />
        <Button
          variant="default"
          loading={isBusy}
          leftSection={<Icon name="file" />}
          onClick={() => field.current?.click()}
        >
          {say('chooseFile')}
        </Button>
        <TextInput
          className={classes.path ?? ''}
          aria-label={say('path')}
          placeholder={say('path')}
          value={path}
          spellCheck={false}
          maxLength={4096}
          onChange={event => setPath(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" disabled={path.trim() === '' || isBusy}>
          {say('addPath')}
        </Button>
      </form>
      {transfer?.kind === 'busy' && transfer.bytesTotal > 0 && (
        <Progress
          size={4}
          mt={8}
          value={(transfer.bytesDone / transfer.bytesTotal) * 100}
          aria-label={say('uploading')}
        />
      )}
      {transfer?.kind === 'failed' && (
        <div className={classes.gap}>
          <ErrorCard error={transfer.error} />
        </div>
      )}
    </>
  );
}
