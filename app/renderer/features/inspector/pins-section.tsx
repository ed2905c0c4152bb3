import { Select } from '@mantine/core';
import type { BoardDefinition } from '../../../core/catalogue/board-definition.ts';
import type { NodeDefinition } from '../../../core/catalogue/node-definition.ts';
import type { BusBinding } from '../../../core/compiler/bundle.ts';
import { setPin } from '../../../core/document/edits.ts';
import type { ProfileNode } from '../../../core/document/profile.ts';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { useBoardDefinition } from '../../stores/catalogue-store.ts';
import { useDiagnosticsStore } from '../../stores/diagnostics-store.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { nameOfNode } from '../../stores/names.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import classes from './inspector.module.css';
import { inspectorTexts } from './inspector.texts.ts';

interface PinsSectionProps {
  readonly id: string;
  readonly node: ProfileNode;
  readonly definition: NodeDefinition;
}

const auto = '';

/** Which pins a node sits on: chosen by the studio, or by hand from those that can do it. */
export function PinsSection({ id, node, definition }: PinsSectionProps) {
  const say = useTexts(inspectorTexts);
  const localize = useLocalize();
  const language = useLanguage();
  const board = useBoardDefinition(useDocumentStore(state => state.profile.board));
  const isDisabled = useDocumentStore(state => state.readOnly !== null);
  const allocation = useDiagnosticsStore(state => state.compilation?.allocation);
  const graph = useDiagnosticsStore(state => state.compilation?.graph);
  const bus = graph?.nodes.find(candidate => candidate.id === id)?.bus;
  if (board === undefined) return null;
  const { pins } = definition.needs;
  if (pins.length === 0 && bus === undefined) return null;
  const users = new Map([
    ...(graph?.nodes ?? []).flatMap(other =>
      other.bus === undefined ? [] : pinsOf(other.bus, board).map(({ pin }) => [pin, other.id] as const),
    ),
    ...Object.entries(allocation ?? {}).flatMap(([other, needs]) =>
      other === id ? [] : Object.values(needs).map(pin => [pin, other] as const),
    ),
  ]);
  return (
    <>
      <h3 className={classes.section}>{say('pins')}</h3>
      {pins.map(need => {
        const chosen = node.pins?.[need.id];
        const given = allocation?.[id]?.[need.id];
        const able = board.pins.filter(
          pin => pin.usable && need.capabilities.every(capability => pin.capabilities.includes(capability)),
        );
        const options = able.map(pin => {
          const user = users.get(pin.id);
          if (user !== undefined) {
            return {
              value: pin.id,
              label: say('pinTaken', { pin: pin.id, node: nameOfNode(user, language) }),
            };
          }
          return {
            value: pin.id,
            label: pin.caution === undefined ? pin.id : say('pinCaution', { pin: pin.id }),
          };
        });
        const isMissing = chosen !== undefined && !able.some(pin => pin.id === chosen);
        const caution = board.pins.find(pin => pin.id === (chosen ?? given))?.caution;
        const title = localize(need.title);
        return (
          <div key={need.id} className={classes.field}>
            <div className={classes.row}>
              <span className={classes.label} style={{ margin: 0 }}>
                {title}
              </span>
              <Select
                w={190}
                aria-label={`${say('pins')}: ${title}`}
                disabled={isDisabled}
                allowDeselect={false}
                searchable
                data={[
                  {
                    value: auto,
                    label: given === undefined ? say('pinAuto') : say('pinAutoNow', { pin: given }),
                  },
                  ...(isMissing ? [{ value: chosen, label: say('pinMissing', { pin: chosen }) }] : []),
                  ...options,
                ]}
                value={chosen ?? auto}
                error={isMissing}
                onChange={next => {
                  const { profile, applyPatches } = useDocumentStore.getState();
                  applyPatches(
                    inspectorTexts.localized('changePin'),
                    setPin(profile, id, need.id, next === auto ? null : next),
                  );
                }}
              />
            </div>
            {caution !== undefined && <p className={classes.help}>{localize(caution)}</p>}
          </div>
        );
      })}
      {bus !== undefined && <BusRow bus={bus} board={board} />}
    </>
  );
}

const busTitles = { i2c: 'I²C', spi: 'SPI', uart: 'UART', i2s: 'I²S' } as const;
/** The lines of each bus, in the order in which they are wired. */
const busLines = ['sda', 'scl', 'sck', 'mosi', 'miso', 'tx', 'rx', 'ws', 'sd'] as const;

/** The lines of a bus with the board's own names of their pins. */
function pinsOf(bus: BusBinding, board: BoardDefinition): { readonly line: string; readonly pin: string }[] {
  const numbers = new Map<string, unknown>(Object.entries(bus));
  return busLines.flatMap(line => {
    const pin = board.pins.find(candidate => candidate.number === numbers.get(line));
    return pin === undefined ? [] : [{ line: line.toUpperCase(), pin: pin.id }];
  });
}

/** Where a node sits: controller, address on I²C, and what is wired to which pin. */
function BusRow({ bus, board }: { readonly bus: BusBinding; readonly board: BoardDefinition }) {
  const say = useTexts(inspectorTexts);
  const name = `${busTitles[bus.kind]} ${bus.index}`;
  return (
    <>
      <div className={classes.row}>
        <span className={classes.label} style={{ margin: 0 }}>
          {say('bus')}
        </span>
        <code>
          {bus.kind === 'i2c'
            ? say('busAddress', { bus: name, address: `0x${bus.address.toString(16)}` })
            : name}
        </code>
      </div>
      {pinsOf(bus, board).map(({ line, pin }) => (
        <div key={line} className={classes.row}>
          <span className={classes.label} style={{ margin: 0 }}>
            {line}
          </span>
          <code>{pin}</code>
        </div>
      ))}
    </>
  );
}
