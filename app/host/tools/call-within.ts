import { StudioError } from '../../contract/errors/studio-error.ts';

/**
 * Runs a call of a tool until it is done, the deadline passes or the caller cancels. The signal that it is given
 * aborts in the last two; what comes later is dropped. Rejects with `tool/too-slow` or `tool/cancelled`.
 */
export async function callWithin<Result>(
  tool: string,
  deadlineMs: number,
  cancel: AbortSignal,
  call: (signal: AbortSignal) => Promise<Result> | Result,
): Promise<Result> {
  if (cancel.aborted) throw new StudioError('tool/cancelled', { tool });
  const controller = new AbortController();
  let stop: () => void = () => undefined;
  const cut = new Promise<never>((_, reject) => {
    const end = (error: StudioError) => {
      controller.abort(error);
      reject(error);
    };
    const timer = setTimeout(
      () => end(new StudioError('tool/too-slow', { tool, seconds: deadlineMs / 1_000 })),
      deadlineMs,
    );
    const onCancel = () => end(new StudioError('tool/cancelled', { tool }));
    cancel.addEventListener('abort', onCancel, { once: true });
    stop = () => {
      clearTimeout(timer);
      cancel.removeEventListener('abort', onCancel);
    };
  });
  try {
    // A call that throws at once must reject as well, so it begins inside of a promise.
    const work = Promise.resolve().then(() => call(controller.signal));
    return await Promise.race([work, cut]);
  } finally {
    stop();
  }
}
