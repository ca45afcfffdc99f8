import { useEffect } from 'react';

/**
 * Does something at once and then again and again, each time after the last has ended; not while nobody looks.
 * @param work is given a signal that aborts when it is not wanted any more; null for nothing to do
 */
export function useBeat(work: ((signal: AbortSignal) => Promise<void>) | null, everyMs: number): void {
  useEffect(() => {
    if (work === null) return undefined;
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const beat = async (): Promise<void> => {
      if (document.visibilityState === 'visible') await work(stop.signal);
      if (!stop.signal.aborted) timer = setTimeout(() => void beat(), everyMs);
    };
    void beat();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [work, everyMs]);
}
