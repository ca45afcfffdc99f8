/** An end that comes by itself unless it is put off. `AbortSignal.any` would do, but older browsers lack it. */
export interface Deadline {
  /** Aborted when the time is up, or with what was given. */
  readonly signal: AbortSignal;
  /** Begins the time anew. */
  readonly putOff: () => void;
  readonly clear: () => void;
}

/** @param given ends it as well */
export function openDeadline(ms: number, given?: AbortSignal): Deadline {
  const end = new AbortController();
  const stop = (): void => end.abort();
  let timer = setTimeout(stop, ms);
  if (given?.aborted === true) stop();
  given?.addEventListener('abort', stop);
  return {
    signal: end.signal,
    putOff() {
      clearTimeout(timer);
      timer = setTimeout(stop, ms);
    },
    clear() {
      clearTimeout(timer);
      given?.removeEventListener('abort', stop);
    },
  };
}
