import type { CompileContext } from '../compiler/compile-context.ts';
import { defaultPropertyFix, placementFix } from '../compiler/quick-fixes.ts';
import { createDiagnostic } from '../diagnostics/create-diagnostic.ts';
import type { DiagnosticWhere, QuickFix } from '../diagnostics/diagnostic.ts';
import { nextElementId } from '../document/element-ids.ts';
import type { Json } from '../document/json.ts';
import { sortedKeys } from '../document/json.ts';
import type { DocumentPatch } from '../document/profile.ts';
import { nodeLabel } from '../graph/graph-index.ts';
import type { Region } from '../models/model-facts.ts';
import type { Persona } from '../persona/persona.ts';
import { personaSchema } from '../persona/persona.ts';
import { personaOf } from '../persona/persona-of.ts';
import { isForMinors } from '../placement/choose-model.ts';
import type { FiguredNode } from '../placement/figure-nodes.ts';
import { offlineModelName } from '../placement/model-use.ts';
import { chooseRegion, isInMarkets, regionsOf } from './choose-region.ts';
import { findUnknownGrants } from './find-unknown-grants.ts';

/** How many personas or regions a quick fix offers. */
const offered = 3;

/** What is wrong with the agents: nodes without a persona, models that are not there, and each persona by itself. */
export function lintPersonas(context: CompileContext, figured: ReadonlyMap<string, FiguredNode>): void {
  for (const known of figured.values()) if (known.model !== undefined) checkModelNode(context, known);
  const { personas } = context.profile;
  if (personas === undefined) return;
  for (const id of sortedKeys(personas)) {
    const persona = personaOf(context.profile, id);
    if (persona !== undefined) checkPersona(context, id, persona);
  }
}

function checkModelNode(context: CompileContext, { node, model, use }: FiguredNode): void {
  if (model === undefined) return;
  const where = { kind: 'node', node: node.id } as const;
  const name = nodeLabel(node.indexed);
  const { personaProperty, personaId, modelProperty, chosen } = model;
  if (personaProperty !== null && model.persona === undefined) {
    const fixes = personaFixes(context, node.id, personaProperty, personaId, name.en);
    const values = { node: name, persona: personaId };
    context.diagnostics.push(
      personaId === ''
        ? createDiagnostic('persona/none-chosen', where, { node: name }, fixes)
        : createDiagnostic('persona/missing', where, values, fixes),
    );
  }
  const facts = context.catalogue.models.get(chosen);
  const isNamed = chosen !== '' && chosen !== offlineModelName;
  // A persona's own model is reported at the persona.
  if (isNamed && facts === undefined && model.isOwnChoice && modelProperty !== null) {
    context.diagnostics.push(
      createDiagnostic(
        'placement/unknown-model',
        { kind: 'property', node: node.id, property: modelProperty },
        { node: name, model: chosen },
        [defaultPropertyFix(node.id, modelProperty)],
      ),
    );
  }
  if (facts?.provider.runs === 'cloud' && node.placement !== 'cloud' && use?.isCloud === false) {
    const fixes = node.definition.placements.includes('cloud') ? [placementFix(node.id, 'cloud')] : [];
    context.diagnostics.push(
      createDiagnostic('placement/model-in-cloud', where, { node: name, model: facts.title }, fixes),
    );
  }
}

/** Choose one that is there, or make one: under the name that is asked for, where there is one. */
function personaFixes(
  context: CompileContext,
  node: string,
  property: string,
  wanted: string,
  name: string,
): QuickFix[] {
  const { profile } = context;
  const personas = profile.personas ?? {};
  const id = wanted !== '' ? wanted : nextElementId(personas, 'persona');
  const path = ['nodes', node, 'properties', property];
  const made = JSON.parse(JSON.stringify(personaSchema.parse({ name: name.slice(0, 80) || 'Persona' })));
  const place: DocumentPatch =
    profile.personas === undefined
      ? { op: 'add', path: ['personas'], value: { [id]: made } }
      : { op: 'add', path: ['personas', id], value: made };
  const choose: DocumentPatch[] = wanted === '' ? [{ op: 'add', path, value: id }] : [];
  return [
    { title: { en: 'Create a persona', zh: '新建角色' }, patches: [place, ...choose] },
    ...sortedKeys(personas)
      .slice(0, offered)
      .map((other): QuickFix => {
        const title = personas[other]?.name ?? other;
        return {
          title: { en: `Use “${title}”`, zh: `使用“${title}”` },
          patches: [{ op: 'add', path, value: other }],
        };
      }),
  ];
}

function checkPersona(context: CompileContext, id: string, persona: Persona): void {
  const at = (field: string): DiagnosticWhere => ({ kind: 'persona', persona: id, field });
  const name = persona.name;
  const replace = (field: keyof Persona, value: unknown): DocumentPatch => ({
    op: 'add',
    path: ['personas', id, field],
    value: JSON.parse(JSON.stringify(value)) as Json,
  });
  checkModel(context, id, persona);
  for (const { grant, tool } of findUnknownGrants(context, persona)) {
    context.diagnostics.push(
      createDiagnostic('persona/unknown-tool', at('tools'), { persona: name, tool }, [
        {
          title: { en: 'Remove the permission', zh: '移除该权限' },
          patches: [{ op: 'remove', path: ['personas', id, 'tools', grant] }],
        },
      ]),
    );
  }
  if (persona.fallback.length === 0) {
    const lines = persona.speech.languages.map(language => generalLines[language]);
    context.diagnostics.push(
      createDiagnostic('persona/no-fallback', at('fallback'), { persona: name }, [
        { title: { en: 'Add a general line', zh: '添加通用语句' }, patches: [replace('fallback', lines)] },
      ]),
    );
  }
  if (Object.keys(persona.examples).length === 0) {
    context.diagnostics.push(createDiagnostic('persona/no-examples', at('examples'), { persona: name }));
  }
  if (Object.keys(persona.proactivity.triggers).length > 0 && !persona.proactivity.consent) {
    context.diagnostics.push(
      createDiagnostic('persona/no-consent', at('proactivity'), { persona: name }, [
        {
          title: { en: 'Take the triggers out', zh: '移除触发条件' },
          patches: [replace('proactivity', { ...persona.proactivity, triggers: {} })],
        },
      ]),
    );
  }
}

const generalLines = {
  en: 'I am not sure about that. Shall we talk about something else?',
  zh: '这个我还不太清楚，我们聊点别的好吗？',
} as const;

function checkModel(context: CompileContext, id: string, persona: Persona): void {
  const where = { kind: 'persona', persona: id, field: 'model' } as const;
  const { name, model } = persona;
  const use = (title: { en: string; zh: string }, changes: Partial<Persona['model']>): QuickFix => {
    const { region: _, ...rest } = model;
    const value = JSON.parse(JSON.stringify({ ...rest, ...changes })) as Json;
    return { title, patches: [{ op: 'add', path: ['personas', id, 'model'], value }] };
  };
  const offline = use({ en: 'Let the offline model answer', zh: '由离线模型回答' }, { id: offlineModelName });
  if (model.id === offlineModelName) return;
  const facts = context.catalogue.models.get(model.id);
  if (facts === undefined) {
    const values = { persona: name, model: model.id };
    context.diagnostics.push(createDiagnostic('persona/unknown-model', where, values, [offline]));
    return;
  }
  if (facts.provider.runs === 'hub') return;
  const markets = context.profile.deployment?.markets ?? [];
  const regions = regionsOf(facts);
  const inside = regions.filter(region => isInMarkets(region, markets)).slice(0, offered);
  const moveTo = (region: Region) =>
    use({ en: `Answer from ${region.title.en}`, zh: `改由${region.title.zh}回答` }, { region: region.id });
  const { region: wanted } = model;
  if (wanted !== undefined && regions.length > 0 && !regions.some(region => region.id === wanted)) {
    const values = { persona: name, region: wanted, model: facts.title };
    context.diagnostics.push(createDiagnostic('persona/unknown-region', where, values, inside.map(moveTo)));
  }
  const region = chooseRegion(facts, wanted, markets);
  if (region !== undefined && !isInMarkets(region, markets)) {
    const values = { persona: name, region: region.title };
    const fixes = inside.length > 0 ? inside.map(moveTo) : [offline];
    context.diagnostics.push(createDiagnostic('persona/region-outside-markets', where, values, fixes));
  }
  if (facts.provider.minors?.allowed === false && isForMinors(context.profile, { persona })) {
    const values = { persona: name, provider: facts.provider.title };
    context.diagnostics.push(createDiagnostic('persona/minors-not-allowed', where, values, [offline]));
  }
}
