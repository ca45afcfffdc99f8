/**
 * Calls `tick` every `everyMs` milliseconds, never while the last call is still running; `onError` gets its failures.
 * Returns what stops it.
 */
export function startTicker(
  everyMs: number,
  tick: () => Promise<void>,
  onError: (error: unknown) => void,
): () => void {
  let stopped = false;
  let next = performance.now();
  let timer: NodeJS.Timeout | undefined;

  const run = async (): Promise<void> => {
    await tick().catch(onError);
    wait();
  };
  const wait = (): void => {
    if (stopped) return;
    // After a pause, such as a laptop's sleep, the missed ticks are not made up for.
    next = Math.max(next + everyMs, performance.now());
    timer = setTimeout(() => void run(), next - performance.now());
  };
  wait();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
