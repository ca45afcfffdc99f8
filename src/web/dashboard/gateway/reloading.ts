/** Loads once for many wishes that come close together, and never twice at a time. */

export interface Reloading {
  /** At once; to be called first and once. */
  readonly start: () => void;
  readonly request: () => void;
  /** Nothing is begun after this. */
  readonly stop: () => void;
}

/**
 * @param load rejects never
 * @param gatherMs how long to wait for further wishes after the first
 */
export function createReloading(load: () => Promise<void>, gatherMs: number): Reloading {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let loading = false;
  let wanted = false;
  let stopped = false;

  /** A call, as loading may have changed what the compiler believes to know. */
  const isWanted = (): boolean => wanted;

  async function run(): Promise<void> {
    timer = null;
    loading = true;
    wanted = false;
    await load();
    loading = false;
    if (isWanted()) schedule();
  }

  function schedule(): void {
    if (stopped || timer !== null) return;
    timer = setTimeout(() => void run(), gatherMs);
  }

  return {
    start: () => void run(),
    request() {
      wanted = true;
      if (!loading) schedule();
    },
    stop() {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}
