/** The plots move this often at most; the values beside them follow each frame. */
const millisecondsPerTick = 40;

type Tick = (nowMs: number) => void;
const ticks = new Set<Tick>();
let isRunning = false;
let lastTickMs = 0;

function run(): void {
  isRunning = ticks.size > 0;
  if (isRunning) requestAnimationFrame(run);
  const nowMs = Date.now();
  if (nowMs - lastTickMs < millisecondsPerTick) return;
  lastTickMs = nowMs;
  for (const tick of ticks) tick(nowMs);
}

/** Calls back some 25 times a second while the page is seen, all callers in one frame. The result ends it. */
export function onPlotTick(tick: Tick): () => void {
  ticks.add(tick);
  if (!isRunning) {
    isRunning = true;
    requestAnimationFrame(run);
  }
  return () => void ticks.delete(tick);
}
