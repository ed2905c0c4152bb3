import { StudioError } from '../../contract/errors/studio-error.ts';
import { recordedAnswer } from '../../core/tools/recorded-answer.ts';
import { checkToolArguments, toolInputSchema } from '../../core/tools/tool-arguments.ts';
import type { ToolDefinition, ToolFunction } from '../../core/tools/tool-definition.ts';
import type { JsonValue } from '../../sdk/hub-node.ts';
import type { HttpRuns } from './http-request.ts';
import { callHttpTool, type ToolSecrets, Unreachable } from './http-tools.ts';
import type { LocalTools } from './local-tools.ts';
import type { McpHub } from './mcp/mcp-hub.ts';
import type { DraftCall, ToolDraft } from './tool-draft.ts';
import { boundResult, type CallResult, type ToolLimits } from './tool-limits.ts';

export interface PresetToolsOptions {
  readonly local: Pick<LocalTools, 'call'>;
  readonly mcp: Pick<McpHub, 'isPresetApproved' | 'callPreset'>;
  readonly isCloudOn: () => boolean;
  readonly fetch: typeof fetch;
  readonly secrets: ToolSecrets;
  readonly limits: ToolLimits;
}

/** The functions of preset tools: `timer/set`. */
export function presetToolDrafts(tools: Iterable<ToolDefinition>, options: PresetToolsOptions): ToolDraft[] {
  return [...tools].flatMap(tool => tool.functions.map(function_ => presetDraft(tool, function_, options)));
}

function presetDraft(tool: ToolDefinition, function_: ToolFunction, options: PresetToolsOptions): ToolDraft {
  const isLive = (call: DraftCall) =>
    tool.runs.kind !== 'local' &&
    options.isCloudOn() &&
    call.mayUseNetwork &&
    (tool.runs.kind === 'http' || options.mcp.isPresetApproved(tool.id));
  return {
    id: `${tool.id}/${function_.id}`,
    title: function_.title,
    description: function_.description,
    inputSchema: toolInputSchema(function_.parameters),
    function: { id: function_.id, parameters: function_.parameters, phrases: function_.phrases },
    effect: function_.effect,
    isUntrusted: tool.runs.kind !== 'local',
    spends: call => function_.effect === 'spend' && isLive(call),
    check: given => checkedArguments(function_, given),
    run: (arguments_, call) =>
      tool.runs.kind === 'local'
        ? options.local.call(tool, function_.id, arguments_, call)
        : callCloudTool(tool, function_, arguments_, call, isLive(call), options),
  };
}

function checkedArguments(function_: ToolFunction, given: JsonValue): Readonly<Record<string, JsonValue>> {
  const checked = checkToolArguments(function_.parameters, given);
  if (checked.kind === 'fit') return checked.values;
  const { problem } = checked;
  const details = { tool: function_.title.en, argument: problem.argument };
  if (problem.kind === 'missing') throw new StudioError('tool/argument-missing', details);
  if (problem.kind === 'unknown') throw new StudioError('tool/argument-unknown', details);
  throw new StudioError('tool/bad-arguments', { ...details, expected: problem.expected });
}

/** A cloud tool, or its recorded answer where cloud, consent, key or network are missing. */
async function callCloudTool(
  tool: ToolDefinition,
  function_: ToolFunction,
  arguments_: Readonly<Record<string, JsonValue>>,
  call: DraftCall,
  isLive: boolean,
  options: PresetToolsOptions,
): Promise<CallResult> {
  if (isLive) {
    try {
      return await callLive(tool, function_, arguments_, call, options);
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
    }
  }
  const answer =
    tool.sandbox === undefined ? null : recordedAnswer(tool.sandbox, function_.id, arguments_, call.language);
  if (answer === null)
    throw new StudioError('tool/no-recorded-answer', { tool: function_.title[call.language] });
  return boundResult(answer, call.language, options.limits);
}

async function callLive(
  tool: ToolDefinition,
  function_: ToolFunction,
  arguments_: Readonly<Record<string, JsonValue>>,
  call: DraftCall,
  options: PresetToolsOptions,
): Promise<CallResult> {
  const { runs } = tool;
  if (runs.kind === 'http')
    return callHttpTool({ ...tool, runs: runs as HttpRuns }, function_.id, arguments_, call, options);
  const name = runs.kind === 'mcp' ? runs.tools[function_.id] : undefined;
  if (name === undefined) throw new StudioError('tool/unknown', { tool: `${tool.id}/${function_.id}` });
  try {
    return await options.mcp.callPreset(tool.id, name, arguments_, call);
  } catch (error) {
    const isGone =
      StudioError.is(error, 'tool/mcp-not-started') ||
      StudioError.is(error, 'tool/mcp-waiting') ||
      StudioError.is(error, 'tool/mcp-stopped') ||
      StudioError.is(error, 'tool/mcp-needs-approval') ||
      StudioError.is(error, 'tool/cloud-off') ||
      StudioError.is(error, 'tool/too-slow');
    throw isGone ? new Unreachable(error.code) : error;
  }
}
