import { describeError } from '../../../contract/errors/studio-error.ts';
import type { NodeDefinition, PropertyDefinition } from '../../../core/catalogue/node-definition.ts';
import { resetProperty, setProperty } from '../../../core/document/edits.ts';
import { isSameJson, type Json } from '../../../core/document/json.ts';
import { getStudio } from '../../bootstrap/studio-client.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { targetKit, useKitStore } from '../../stores/kit-store.ts';
import { useSettingsStore } from '../../stores/settings-store.ts';
import { announce } from '../../ui/announcer.tsx';
import { inspectorTexts } from './inspector.texts.ts';

/**
 * Changes a setting of a node: in the document as a step of undo (a drag of a slider is one), and where it is live,
 * on the running kit at once. A setting that is put back to its default is not written at all.
 */
export function changeProperty(node: string, property: PropertyDefinition, value: Json): void {
  const { profile, applyPatches } = useDocumentStore.getState();
  const isDefault = isSameJson(value, property.default);
  const patches = isDefault
    ? resetProperty(profile, node, property.id)
    : setProperty(profile, node, property.id, value);
  if (patches.length === 0) return;
  const label = {
    en: inspectorTexts.say('en')('change', { property: property.title.en }),
    zh: inspectorTexts.say('zh')('change', { property: property.title.zh }),
  };
  const isDone = applyPatches(label, patches, { coalesce: `property ${node} ${property.id}` });
  if (isDone && property.live === true) sendLive(node, property.id, value);
}

interface Sending {
  isUnderWay: boolean;
  next: { readonly value: Json } | null;
}
const sending = new Map<string, Sending>();

/** The running kit gets the newest value; while one is on its way, those between are passed over. */
function sendLive(node: string, property: string, value: Json): void {
  const kits = useKitStore.getState();
  const { projectId } = useDocumentStore.getState();
  const kit = targetKit(kits, projectId);
  if (kit === undefined || kits.sessions[kit.kitId]?.state !== 'running') return;
  const key = `${kit.kitId} ${node} ${property}`;
  const state = sending.get(key) ?? { isUnderWay: false, next: null };
  sending.set(key, state);
  state.next = { value };
  if (!state.isUnderWay) void drain(key, state, kit.kitId, node, property);
}

async function drain(
  key: string,
  state: Sending,
  kitId: string,
  node: string,
  property: string,
): Promise<void> {
  state.isUnderWay = true;
  while (state.next !== null) {
    const { value } = state.next;
    state.next = null;
    try {
      await getStudio().device.setProperty({ kitId, node, property, value });
    } catch (error) {
      // The document has the value, and the next run will; that the kit has not is said, not hidden.
      const { language } = useSettingsStore.getState();
      const { explanation } = describeError(error, language);
      announce(inspectorTexts.say(language)('notSent', { reason: explanation }));
      console.warn('The kit did not take a live value.', error);
    }
  }
  sending.delete(key);
}

/**
 * After undo and redo the running kit must have what the document says: sends every live setting that differs between
 * two states of the document.
 */
export function sendLiveDifferences(
  before: ReturnType<typeof useDocumentStore.getState>['profile'],
  after: ReturnType<typeof useDocumentStore.getState>['profile'],
  definitions: ReadonlyMap<string, NodeDefinition>,
): void {
  for (const [id, node] of Object.entries(after.nodes)) {
    const old = before.nodes[id];
    if (old === undefined || old.properties === node.properties) continue;
    for (const property of definitions.get(node.type)?.properties ?? []) {
      if (property.live !== true) continue;
      const value = propertyValue(node.properties, property);
      if (!isSameJson(value, propertyValue(old.properties, property))) sendLive(id, property.id, value);
    }
  }
}

/** What a setting is: what the document says, else the default. */
export function propertyValue(
  properties: Readonly<Record<string, Json>>,
  property: PropertyDefinition,
): Json {
  return Object.hasOwn(properties, property.id) ? (properties[property.id] ?? null) : property.default;
}
