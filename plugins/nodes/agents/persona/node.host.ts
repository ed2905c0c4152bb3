import {
  type Agent,
  type AgentOutput,
  defineHubNode,
  type HubNodeContext,
  type ImageValue,
  type JsonValue,
  textProperty,
} from '../../../../app/sdk/hub-node.ts';

/** How often time does its part. */
const tickMs = 1_000;
/** A picture goes with what is said within this time. */
const imageMs = 10_000;

interface State {
  /** Null: no persona is chosen, or it could not be opened. */
  agent: Promise<Agent | null>;
  image: { readonly value: ImageValue; readonly atMs: number } | null;
}

type Context = HubNodeContext<State>;

function give(context: Context, output: AgentOutput): void {
  switch (output.kind) {
    case 'words':
    case 'sentence':
    case 'reply':
      context.emit(output.kind, output.text);
      break;
    case 'emotion':
      context.emit('emotion', output.emotion);
      break;
    case 'state':
      context.emit('state', output.state);
      break;
    case 'spoke-first':
      context.emit('spoke_first', output.text);
      break;
    case 'held-back':
      context.log(`held back ${output.trigger}: ${output.reason}`, 'debug');
      break;
    case 'tool': {
      const { tool, arguments: given, outcome, text } = output;
      context.emit('tool', { tool, arguments: given, outcome, text });
      break;
    }
    case 'refused':
      context.emit('refused', output.topic);
      break;
    case 'remembered':
      context.emit('remembered', output.text);
      break;
    case 'recalled':
      context.log(`recalled: ${output.texts.join(' · ')}`, 'debug');
      break;
    case 'usage':
      break;
  }
}

async function open(context: Context): Promise<Agent | null> {
  const personaId = textProperty(context, 'persona');
  if (personaId === '') {
    context.log('no persona is chosen', 'warning');
    return null;
  }
  const agent = await context.services.agents.open({
    personaId,
    model: textProperty(context, 'model'),
    caller: context,
    onOutput: output => give(context, output),
  });
  const owner = textProperty(context, 'person').trim();
  if (owner !== '') await agent.meet(owner);
  return agent;
}

function imageOf(value: JsonValue): ImageValue | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const { data, encoding } = value;
  const isKnown = encoding === 'jpeg' || encoding === 'png' || encoding === 'mono';
  return typeof data === 'string' && isKnown ? { data, encoding } : null;
}

/** Someone inside the device: opens the agent of a persona and wires it to ports. */
export default defineHubNode<State>({
  createState: () => ({ agent: Promise.resolve(null), image: null }),

  async start(context) {
    const opening = open(context);
    // Messages that come meanwhile wait for it; that it failed is said once, by this start.
    context.state.agent = opening.catch(() => null);
    const agent = await opening;
    if (agent === null) return;
    const message = { signal: context.signal, report: () => undefined };
    context.every(tickMs, () => agent.tick(message));
  },

  async receive(port, value, context, message) {
    const { state } = context;
    if (port === 'image') {
      const image = imageOf(value);
      state.image = image === null ? null : { value: image, atMs: context.now() };
      return;
    }
    const agent = await state.agent;
    if (agent === null || message.signal.aborted) return;
    switch (port) {
      case 'hear': {
        const { image } = state;
        state.image = null;
        const isFresh = image !== null && context.now() - image.atMs <= imageMs;
        await agent.hear(String(value), message, isFresh ? image.value : undefined);
        break;
      }
      case 'person':
        await agent.meet(String(value).trim() || null);
        break;
      case 'present':
        await agent.setPresence(value === true, message);
        break;
      case 'event':
        await agent.notice(String(value), message);
        break;
      // A message on `stop` has cancelled what ran before it got here.
    }
  },

  async stop(context) {
    await (await context.state.agent)?.dispose();
  },
});
