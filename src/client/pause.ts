/**
 * Waits before a request is sent again: twice as long each time, less a random part, so that those who failed together do
 * not come back together.
 * @param failures how many there were in a row, from 1
 * @param longestMs above which it does not grow
 */
export async function pause(failures: number, longestMs: number, signal?: AbortSignal): Promise<void> {
  const most = Math.min(FIRST_MS * 2 ** (failures - 1), longestMs);
  const ms = most / 2 + (Math.random() * most) / 2;
  if (signal?.aborted === true) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done);
  });
}

const FIRST_MS = 250;
