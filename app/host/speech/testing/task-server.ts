import { type Behaviour, startTestingServer, type TestingPeer, type TestingServer } from './speech-server.ts';

/** The running task of a peer, as a script sees it. */
export interface TestingTask {
  readonly id: string;
  readonly model: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly peer: TestingPeer;
  event(event: string, payload?: Readonly<Record<string, unknown>>): void;
  /** A result of a recogniser: `begin` is the sentence's place. */
  sentence(begin: number, text: string, isFinal: boolean): void;
  fail(code: string, message: string): void;
}

export interface TaskScript {
  /** The default agrees at once. */
  onRun?(task: TestingTask): void;
  onText?(text: string, task: TestingTask): void;
  onAudio?(bytes: Buffer, task: TestingTask): void;
  /** The default finishes at once. */
  onFinish?(task: TestingTask): void;
}

/** A server that speaks DashScope's task protocol: `run-task`, `continue-task`, `finish-task`. */
export async function startTaskServer(
  script: TaskScript,
  behaviour: Pick<Behaviour, 'refuse' | 'isSilentAtUpgrade'> = {},
): Promise<TestingServer> {
  const tasks = new Map<TestingPeer, TestingTask>();
  return startTestingServer({
    ...behaviour,
    onBinary: (bytes, peer) => {
      const task = tasks.get(peer);
      if (task !== undefined) script.onAudio?.(bytes, task);
    },
    onJson: (message, peer) => {
      const { action, task_id: id } = message.header as { action: string; task_id: string };
      const payload = message.payload as {
        model?: string;
        parameters?: Record<string, unknown>;
        input?: { text?: string };
      };
      if (action === 'run-task') {
        const task = createTask(peer, id, payload.model ?? '', payload.parameters ?? {});
        tasks.set(peer, task);
        if (script.onRun) script.onRun(task);
        else task.event('task-started');
        return;
      }
      const task = tasks.get(peer);
      // What comes for a task that does not run is an error of the client, and shows as silence.
      if (task === undefined || task.id !== id) return;
      if (action === 'continue-task') script.onText?.(payload.input?.text ?? '', task);
      else if (action === 'finish-task') {
        if (script.onFinish) script.onFinish(task);
        else task.event('task-finished');
      }
    },
  });
}

function createTask(
  peer: TestingPeer,
  id: string,
  model: string,
  parameters: Readonly<Record<string, unknown>>,
): TestingTask {
  const event = (name: string, payload: Readonly<Record<string, unknown>> = {}) =>
    peer.send({ header: { task_id: id, event: name, attributes: {} }, payload });
  return {
    id,
    model,
    parameters,
    peer,
    event,
    sentence: (begin, text, isFinal) =>
      event('result-generated', {
        output: {
          sentence: {
            begin_time: begin,
            end_time: isFinal ? begin + 500 : null,
            text,
            sentence_end: isFinal,
            heartbeat: false,
          },
        },
        usage: isFinal ? { duration: 2 } : null,
      }),
    fail: (code, message) =>
      peer.send({
        header: {
          task_id: id,
          event: 'task-failed',
          error_code: code,
          error_message: message,
          attributes: {},
        },
        payload: {},
      }),
  };
}
