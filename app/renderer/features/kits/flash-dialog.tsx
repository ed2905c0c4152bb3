import { Button, Checkbox, Group, Modal, Progress } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Kit } from '../../../contract/services/device-service.ts';
import type { Chip, FirmwareImage, FlashTarget } from '../../../contract/services/firmware-service.ts';
import type { BoardDefinition } from '../../../core/catalogue/board-definition.ts';
import { useStudio } from '../../bootstrap/studio-context.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { useCatalogueStore } from '../../stores/catalogue-store.ts';
import { type FlashState, followFirmware, targetKey, useFirmwareStore } from '../../stores/firmware-store.ts';
import { useFleetStore } from '../../stores/fleet-store.ts';
import { useKitStore } from '../../stores/kit-store.ts';
import { useKitsViewStore } from '../../stores/kits-view-store.ts';
import { useViewStore } from '../../stores/view-store.ts';
import { formatBytes, formatDuration } from '../../ui/format-port-value.ts';
import { Icon } from '../../ui/icon.tsx';
import { reportFailure } from '../../ui/report-failure.tsx';
import { BootHelp, needsHand } from './boot-help.tsx';
import { ErrorCard } from './error-card.tsx';
import { flashTexts } from './flash.texts.ts';
import { FlashImages } from './flash-images.tsx';
import { FlashSteps } from './flash-steps.tsx';
import classes from './kits-dialogs.module.css';
import { flashPercent } from './overall-progress.ts';

/** Puts firmware onto a kit, or onto a board that shows itself as a drive. */
export default function FlashDialog({ target }: { readonly target: FlashTarget }) {
  const say = useTexts(flashTexts);
  const studio = useStudio();
  const key = targetKey(target);
  const { name, board } = useTargetOf(target);
  const flash = useFirmwareStore(state => state.flashes[key]);
  const [imageId, setImageId] = useState<string | null>(null);
  const [erase, setErase] = useState(false);
  const [chip, setChip] = useState<Chip | null>(null);
  const [isIdentifying, setIdentifying] = useState(false);
  const image = useFirmwareStore(state => state.images.find(known => known.imageId === imageId));
  const siblings = useSiblings(target);
  const [isForAll, setForAll] = useState(false);
  const isFlashing = flash?.kind === 'flashing';
  const close = useViewStore.getState().closeOverlay;
  useEffect(() => followFirmware(studio), [studio]);
  useEffect(
    () => () => {
      // What was read of an earlier try says nothing of the next.
      const { flashes, forgetFlash } = useFirmwareStore.getState();
      if (flashes[key]?.kind === 'failed') forgetFlash(target);
    },
    [key, target],
  );
  const isMany = isForAll && siblings.length > 0;
  const start = () => {
    if (imageId === null) return;
    if (!isMany || !('kitId' in target)) {
      void useFirmwareStore.getState().flash(target, imageId, erase);
      return;
    }
    // Many go side by side, each with its row in the table.
    const kitIds = [target.kitId, ...siblings.map(kit => kit.kitId)];
    void useFleetStore.getState().start({ kitIds, projectId: null, imageId, erase });
    close();
  };
  const identify = () => {
    if (!('kitId' in target)) return;
    setIdentifying(true);
    studio.firmware
      .identify({ kitId: target.kitId })
      .then(setChip, reportFailure)
      .finally(() => setIdentifying(false));
  };
  return (
    <Modal
      opened
      onClose={close}
      title={say('title', { name })}
      size={720}
      closeButtonProps={{ 'aria-label': say('close') }}
    >
      <p className={classes.intro}>
        {chip === null
          ? board === undefined
            ? say('introUnknown')
            : say('intro', { board: board.title })
          : chip.flashBytes === null
            ? say('chipOnly', { description: chip.description })
            : say('chip', { description: chip.description, flash: formatBytes(chip.flashBytes) })}
      </p>
      {isFlashing || flash?.kind === 'done' ? (
        <Flashing flash={flash} />
      ) : (
        <>
          <FlashImages
            board={board}
            chip={chip?.chip ?? null}
            isVolume={'volume' in target}
            chosenId={imageId}
            onChoose={setImageId}
          />
          {siblings.length > 0 && (
            <Checkbox
              className={classes.gap ?? ''}
              size="xs"
              label={say('alsoSelected', { names: siblings.map(kit => kit.title).join(', ') })}
              checked={isForAll}
              onChange={event => setForAll(event.currentTarget.checked)}
            />
          )}
          {canErase(image, target) && (
            <div className={classes.gap}>
              <Checkbox
                size="xs"
                label={say('erase')}
                checked={erase}
                onChange={event => setErase(event.currentTarget.checked)}
              />
              {erase && (
                <p className={classes.warning}>
                  <Icon name="alert-triangle" size={14} />
                  {say('eraseWarning')}
                </p>
              )}
            </div>
          )}
        </>
      )}
      {flash?.kind === 'failed' && (
        <div className={classes.gap}>
          <ErrorCard error={flash.error} />
        </div>
      )}
      {needsHand(flash) && <BootHelp board={board} />}
      <Group justify="flex-end" mt="lg" gap="sm">
        {'kitId' in target && board === undefined && chip === null && !isFlashing && (
          <Button
            variant="default"
            title={say('identifyHint')}
            loading={isIdentifying}
            onClick={identify}
            mr="auto"
          >
            {say('identify')}
          </Button>
        )}
        {isFlashing ? (
          <Button
            variant="default"
            title={say('cancelHint')}
            onClick={() => useFirmwareStore.getState().cancelFlash(target)}
          >
            {say('cancel')}
          </Button>
        ) : flash?.kind === 'done' ? (
          <DoneButtons flash={flash} target={target} />
        ) : (
          <Button disabled={image?.isHere !== true || isIdentifying} onClick={start}>
            {isMany
              ? say('flashMany', { count: siblings.length + 1 })
              : say(flash?.kind === 'failed' ? 'flashAgain' : 'flash')}
          </Button>
        )}
      </Group>
    </Modal>
  );
}

/** Other selected kits of the same known board; none for a board that nobody knows. */
function useSiblings(target: FlashTarget): readonly Kit[] {
  const kits = useKitStore(state => state.kits);
  const selected = useKitsViewStore(state => state.selected);
  const kitId = 'kitId' in target ? target.kitId : null;
  const boardId = kits.find(kit => kit.kitId === kitId)?.boardId ?? null;
  if (kitId === null || boardId === null || !selected.has(kitId)) return [];
  return kits.filter(
    kit =>
      kit.kitId !== kitId &&
      kit.boardId === boardId &&
      kit.transport === 'serial' &&
      kit.isAttached &&
      selected.has(kit.kitId),
  );
}

/** Only the flasher of ESP chips erases on its own; a UF2 boot loader writes what it is given. */
function canErase(image: FirmwareImage | undefined, target: FlashTarget): boolean {
  return 'kitId' in target && (image === undefined || image.kind === 'esp-bin');
}

function useTargetOf(target: FlashTarget): {
  readonly name: string;
  readonly board: BoardDefinition | undefined;
} {
  const boards = useCatalogueStore(state => state.catalogue.boards);
  const kit = useKitStore(state =>
    'kitId' in target ? state.kits.find(known => known.kitId === target.kitId) : undefined,
  );
  const volume = useFirmwareStore(state =>
    'volume' in target ? state.volumes.find(known => known.path === target.volume) : undefined,
  );
  const board = boards.get(kit?.boardId ?? volume?.boardId ?? '');
  return { name: kit?.title ?? board?.title ?? volume?.model ?? targetKey(target), board };
}

function Flashing({ flash }: { readonly flash: FlashState }) {
  const say = useTexts(flashTexts);
  const percent = flash.kind === 'flashing' ? flashPercent(flash.progress) : 100;
  return (
    <>
      <Progress size={6} value={percent} aria-label={say('flash')} mb="md" />
      <FlashSteps flash={flash} />
      {flash.kind === 'done' && (
        <p className={classes.done} role="status">
          <Icon name="circle-check" />
          <span>
            {say(flash.result.kitId === null ? 'doneNotBack' : 'done', {
              time: formatDuration(flash.result.elapsedMs),
            })}
          </span>
        </p>
      )}
    </>
  );
}

function DoneButtons({
  flash,
  target,
}: {
  readonly flash: Extract<FlashState, { kind: 'done' }>;
  readonly target: FlashTarget;
}) {
  const say = useTexts(flashTexts);
  const { kitId } = flash.result;
  return (
    <>
      <Button variant="default" onClick={() => useFirmwareStore.getState().forgetFlash(target)}>
        {say('flashAgain')}
      </Button>
      <Button
        onClick={() => {
          useViewStore.getState().closeOverlay();
          if (kitId !== null) useKitsViewStore.getState().openKits(kitId);
        }}
      >
        {say(kitId === null ? 'close' : 'openKit')}
      </Button>
    </>
  );
}
