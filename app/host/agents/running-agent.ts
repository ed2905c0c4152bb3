import { languageOf } from '../../core/language/mentions.ts';
import { checkWords } from '../../core/persona/check-reply.ts';
import type { ProactiveOccasion } from '../../core/persona/judge-proactivity.ts';
import { chargeCall, chargeTime, ledgerOf, reachedLimit } from '../../core/persona/limit-ledger.ts';
import { dayOf, type LocalMinutes, localMinutesOf } from '../../core/persona/local-minutes.ts';
import type { Persona } from '../../core/persona/persona.ts';
import { arrivedEvent, leftEvent } from '../../core/persona/simulate-day.ts';
import type { Emotion } from '../../core/ports/port-type.ts';
import type { Agent, AgentOutput, HubMessage, ImageValue } from '../../sdk/hub-node.ts';
import type { MemoryEntry } from '../memory/memory-store.ts';
import { AgentFace } from './agent-face.ts';
import { agentLines } from './agent-lines.ts';
import { AgentMemory } from './agent-memory.ts';
import type { RunningAgentOptions } from './agent-options.ts';
import { answerTurn } from './answer-turn.ts';
import { namesTool } from './asks-for.ts';
import { type Conversation, mayCarryOrders, spokenName } from './conversation.ts';
import { DayKeeper } from './day-keeper.ts';
import { FirstWords } from './first-words.ts';
import { guardTurn, type Heard } from './guard-turn.ts';
import { emotionOfLine } from './line-emotion.ts';
import { ReplyWriter } from './reply-writer.ts';
import { speaksFor, type ToolGuard } from './tool-guard.ts';
import { TurnQueue } from './turn-queue.ts';

/** More than this at once is no utterance, characters. */
const heardLength = 4_000;
/** A conversation is over when nobody spoke for so long. */
const conversationIdleMs = 120_000;
/** So long after words a persona does not begin by itself. */
const breathMs = 5_000;

/** A persona that runs: hears, remembers, feels, speaks, and keeps to its limits. */
export class RunningAgent implements Agent {
  readonly #options: RunningAgentOptions;
  readonly #memory: AgentMemory;
  readonly #face: AgentFace;
  readonly #day: DayKeeper;
  readonly #firstWords: FirstWords;
  readonly #turns = new TurnQueue();
  readonly #stopAnnouncements: () => void;
  #persona: Persona;
  #model: string;
  #conversation: Conversation;
  #language: 'en' | 'zh';
  #refusals = 0;
  #spokeAtMs = Number.NEGATIVE_INFINITY;
  #closing: Promise<void> = Promise.resolve();
  #ownWork: Promise<void> = Promise.resolve();

  private constructor(options: RunningAgentOptions) {
    const { memory, personaId, tools } = options;
    const onFailure = (error: unknown) =>
      options.caller.log(`memory: ${error instanceof Error ? error.message : String(error)}`, 'warning');
    this.#options = options;
    this.#persona = options.persona;
    this.#model = options.model;
    this.#language = options.persona.speech.languages[0] ?? 'en';
    this.#memory = new AgentMemory({
      store: memory,
      personaId,
      onRemembered: text => this.#output({ kind: 'remembered', text }),
      onFailure,
    });
    this.#conversation = this.#memory.with(null);
    this.#face = new AgentFace({
      persona: () => this.#persona,
      nowMs: () => this.#nowMs(),
      localNow: () => this.#localNow(),
      onOutput: output => this.#output(output),
    });
    this.#day = new DayKeeper(memory, personaId, onFailure);
    const now = () => this.#localNow();
    this.#firstWords = new FirstWords({ day: this.#day, dependencies: options, now, onFailure });
    this.#stopAnnouncements = tools.onAnnounce(announcement => this.#announce(announcement));
  }

  /** Makes an agent and reads what it kept of the day. */
  static async open(options: RunningAgentOptions): Promise<RunningAgent> {
    const agent = new RunningAgent(options);
    await agent.#day.load();
    await agent.#memory.expire(options.persona.memory.keepDays);
    await agent.#firstWords.load(options.personaId);
    agent.#face.appear();
    return agent;
  }

  get emotion(): Emotion {
    return this.#face.emotion;
  }

  /** The persona was edited: the next turn is the new one's; the conversation stays. */
  update(persona: Persona, model: string): void {
    this.#persona = persona;
    this.#model = model;
  }

  /** Somebody is there already, or not: nobody came or went. */
  seat(isPresent: boolean): void {
    this.#firstWords.setPresence(isPresent);
  }

  async hear(text: string, message: HubMessage, image?: ImageValue): Promise<void> {
    const said = text.trim().slice(0, heardLength);
    if (said === '') return;
    await this.#turns.run([message.signal, this.#options.caller.signal], signal => {
      const language = this.#languageOf(said);
      this.#language = language;
      return this.#answer({ said, image, language, conversation: this.#conversation, message, signal });
    });
  }

  async meet(person: string | null): Promise<void> {
    const name = person?.trim() || null;
    const before = this.#conversation;
    if (before.person === name) return;
    this.#conversation = this.#memory.with(name);
    this.#closeLater(before);
    await this.#firstWords.meet(this.#conversation);
    if (name === null) return;
    this.#options.caller.run('met', async message => {
      if (this.#firstWords.takeArrival()) await this.#happen(arrivedEvent, message);
      await this.#consider({ kind: 'met' }, message);
    });
  }

  async setPresence(isPresent: boolean, message: HubMessage): Promise<void> {
    if (!this.#firstWords.setPresence(isPresent)) return;
    if (!this.#turns.isBusy) this.#rest();
    if (!isPresent) {
      await this.#happen(leftEvent, message);
      await this.#firstWords.left();
      this.#closeLater(this.#conversation);
      // A name that came while somebody was there goes with them: the next one may be a stranger.
      if (this.#firstWords.isNameOfVisit) await this.meet(null);
      return;
    }
    const { caller } = this.#options;
    // Who it is may be known a moment later; a greeting waits for the name where there are names to know.
    if (this.#conversation.person === null && this.#firstWords.knowsPeople) {
      this.#firstWords.awaitName(() => caller.run(arrivedEvent, own => this.#happen(arrivedEvent, own)));
    } else await this.#happen(arrivedEvent, message);
  }

  async notice(event: string, message: HubMessage): Promise<void> {
    if (event === arrivedEvent) await this.setPresence(true, message);
    else if (event === leftEvent) await this.setPresence(false, message);
    else await this.#happen(event, message);
  }

  async tick(_message: HubMessage): Promise<void> {
    this.#face.feel({ kind: 'tick' });
    const { lastAtMs } = this.#conversation;
    if (lastAtMs !== null && !this.#turns.isBusy && this.#nowMs() - lastAtMs >= conversationIdleMs) {
      this.#closeLater(this.#conversation);
    }
    const after = this.#firstWords.minuteBefore();
    if (after === null || Object.keys(this.#persona.proactivity.triggers).length === 0) return;
    // A span a second would bury the others; so only what there is to think about is work of its own.
    this.#options.caller.run('clock', message => this.#consider({ kind: 'clock', after }, message));
  }

  async dispose(): Promise<void> {
    this.#stopAnnouncements();
    this.#firstWords.dispose();
    this.#turns.cancel();
    await this.#turns.settled();
    await this.#closing;
    for (const conversation of this.#memory.conversations) {
      await this.#memory.close(conversation, this.#language);
    }
    await this.#day.save();
  }

  // What is heard

  async #answer(heard: Heard): Promise<void> {
    const { said, language, conversation, signal } = heard;
    this.#face.be('thinking');
    this.#countTime(conversation);
    this.#face.feel({ kind: 'text', from: 'person', text: said });
    const writer = this.#writer(signal, language);
    const guard = guardTurn({
      ...this.#options,
      ...heard,
      persona: this.#persona,
      onOutput: output => this.#output(output),
      onEmotion: emotion => this.#face.feel({ kind: 'set', emotion }),
    });
    let isOffline = true;
    let isAnswered = false;
    try {
      const verdict = checkWords({
        persona: this.#persona,
        text: said,
        direction: 'heard',
        language,
        turn: this.#refusals,
      });
      if (reachedLimit(this.#ledger(), this.#persona.limits) === 'minutes') {
        writer.sayOwn(agentLines.enoughForToday[language]);
      } else if (verdict.kind === 'refused') {
        this.#refusals++;
        this.#output({ kind: 'refused', topic: verdict.topic });
        writer.sayOwn(verdict.instead);
      } else {
        isAnswered = true;
        ({ isOffline } = await this.#ask(heard, guard, writer));
      }
    } finally {
      if (writer.hasRefused) this.#refusals++;
      // What was refused is not kept: it must not reach a model with the next turn.
      if (isAnswered) {
        conversation.add({ person: said, persona: writer.said, isTainted: guard.isTainted });
      }
      this.#countTime(conversation);
      this.#spokeAtMs = this.#nowMs();
    }
    if (!signal.aborted) {
      this.#face.feel({ kind: 'text', from: 'persona', text: writer.said });
      this.#output({ kind: 'reply', text: writer.said, isOffline });
      if (isAnswered) await this.#memory.learn(conversation, said);
    }
    this.#rest();
    await this.#day.save();
  }

  async #ask(heard: Heard, guard: ToolGuard, writer: ReplyWriter): Promise<{ readonly isOffline: boolean }> {
    const { said, conversation, signal } = heard;
    const persona = this.#persona;
    const { fitting, facts, all } = await this.#memory.forTurn(conversation, said);
    const speaksOfTool = (text: string) => guard.tools.some(tool => namesTool(text, tool));
    const use = (entries: readonly MemoryEntry[]) => {
      if (entries.some(entry => mayCarryOrders(entry, speaksOfTool))) guard.taint('memory');
      return entries;
    };
    let hasRecalled = false;
    const ledger = this.#ledger();
    const isPoor = reachedLimit(ledger, persona.limits) !== null;
    const { tokensPerReply, tokensPerDay = Number.POSITIVE_INFINITY } = persona.limits;
    return answerTurn({
      ...this.#options,
      ...heard,
      persona,
      guard,
      writer,
      name: spokenName(conversation.person, facts),
      memories: all,
      recall: async words => use(words === said ? fitting : await this.#memory.recall(conversation, words)),
      model: isPoor ? 'offline' : this.#model === '' ? persona.model.id : this.#model,
      maxTokens: Math.max(1, Math.min(tokensPerReply, tokensPerDay - ledger.tokens)),
      onUsage: usage => {
        if (!usage.isOffline) this.#day.ledger = chargeCall(this.#ledger(), usage);
        heard.message.report(usage);
        if (!signal.aborted) this.#output({ kind: 'usage', usage });
      },
      onFailure: failure => heard.message.report(failure),
      onModel: model => {
        // The offline model is given what fits; another one reads all of it.
        const texts = use(model.isOffline ? fitting : all).map(entry => entry.text);
        if (!hasRecalled && texts.length > 0) this.#output({ kind: 'recalled', texts });
        hasRecalled = true;
      },
    });
  }

  #writer(signal: AbortSignal, language: 'en' | 'zh'): ReplyWriter {
    const writer = new ReplyWriter({
      persona: this.#persona,
      language,
      turn: this.#refusals,
      onEmotion: emotion => this.#face.feel({ kind: 'set', emotion }),
      emotionOf: sentence => emotionOfLine(this.#persona, sentence),
      onOutput: output => {
        if (output.kind === 'words') this.#face.be('speaking');
        this.#output(output);
      },
    });
    signal.addEventListener('abort', () => writer.close(), { once: true });
    return writer;
  }

  /** Ends a conversation once what is being said in it is over. */
  #closeLater(conversation: Conversation): void {
    if (conversation.memory === null || conversation.lastAtMs === null) return;
    conversation.lastAtMs = null;
    this.#closing = this.#closing.then(async () => {
      await this.#turns.settled();
      await this.#memory.close(conversation, this.#language);
    });
    const { caller } = this.#options;
    if (!caller.signal.aborted) caller.run('remember', () => this.#closing);
  }

  // What happens by itself

  async #happen(event: string, message: HubMessage): Promise<void> {
    this.#face.feel({ kind: 'event', event });
    await this.#consider({ kind: 'event', event }, message);
  }

  #consider(occasion: ProactiveOccasion, message: HubMessage): Promise<void> {
    return this.#byItself(() => this.#judge(occasion, message));
  }

  /** What it does by itself it does one after the other: what was said for one occasion holds back the next. */
  #byItself(work: () => Promise<void>): Promise<void> {
    const done = this.#ownWork.then(work);
    this.#ownWork = done.catch(() => undefined);
    return done;
  }

  async #judge(occasion: ProactiveOccasion, message: HubMessage): Promise<void> {
    const persona = this.#persona;
    const judgements = await this.#firstWords.judge(occasion, {
      persona,
      language: this.#language,
      isTalking: this.#turns.isBusy || this.#nowMs() - this.#spokeAtMs < breathMs,
      isOverLimit: reachedLimit(this.#ledger(), persona.limits) === 'minutes',
    });
    for (const judgement of judgements) {
      if (judgement.outcome === 'spoke') await this.#speakFirst(judgement.text, message, judgement);
      else this.#output({ kind: 'held-back', trigger: judgement.trigger, reason: judgement.reason });
    }
    await this.#day.save();
  }

  async #speakFirst(
    text: string,
    message: HubMessage,
    trigger: { readonly trigger: string; readonly emotion: Emotion | undefined } | null,
  ): Promise<void> {
    await this.#turns.settled();
    await this.#turns.run([message.signal, this.#options.caller.signal], async signal => {
      const conversation = this.#conversation;
      const writer = this.#writer(signal, this.#languageOf(text));
      if (trigger?.emotion !== undefined) this.#face.feel({ kind: 'set', emotion: trigger.emotion });
      if (trigger !== null) this.#output({ kind: 'spoke-first', trigger: trigger.trigger, text });
      // Its own lines go through the checks, too: memory and tools fill them.
      writer.push(text);
      writer.finish();
      conversation.add({ person: '', persona: writer.said, isTainted: false });
      this.#spokeAtMs = this.#nowMs();
      this.#countTime(conversation);
      this.#face.feel({ kind: 'text', from: 'persona', text: writer.said });
      this.#output({ kind: 'reply', text: writer.said, isOffline: true });
      this.#rest();
    });
  }

  /** A tool says something by itself: an alarm that a person set, so quiet hours do not hold it back. */
  #announce(announcement: {
    readonly tool: string;
    readonly person: string | null;
    readonly text: string;
  }): void {
    const { tool, person, text } = announcement;
    if (!speaksFor(this.#persona, tool)) return;
    const isForOther = person !== null && person !== '' && person !== this.#conversation.person;
    const line = isForOther ? agentLines.reminderForOther[this.#language].replace('{person}', person) : text;
    this.#options.caller.run('announcement', message =>
      this.#byItself(() => this.#speakFirst(line, message, null)),
    );
  }

  // What time it is, and what is used up

  #countTime(conversation: Conversation): void {
    const now = this.#nowMs();
    if (conversation.lastAtMs !== null) {
      this.#day.ledger = chargeTime(this.#ledger(), now - conversation.lastAtMs);
    }
    conversation.lastAtMs = now;
  }

  #ledger() {
    return ledgerOf(this.#day.ledger, dayOf(this.#localNow()));
  }

  #languageOf(text: string): 'en' | 'zh' {
    const { languages } = this.#persona.speech;
    const heard = /\p{L}/u.test(text) ? languageOf(text) : this.#language;
    return languages.includes(heard) ? heard : (languages[0] ?? 'en');
  }

  #rest(): void {
    this.#face.be(this.#day.proactive.isPresent ? 'listening' : 'idle');
  }

  #output(output: AgentOutput): void {
    this.#options.onOutput(output);
  }

  #nowMs(): number {
    return this.#options.caller.now();
  }

  #localNow(): LocalMinutes {
    return localMinutesOf(this.#options.caller.date(), this.#options.timeZone);
  }
}
