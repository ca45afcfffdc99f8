/**
 * An iterator that whoever reads it can end at any time. A generator alone cannot be ended while it waits: here its signal
 * aborts first.
 * @param make reads until the signal aborts
 * @param outer ends it as well
 */
export function endable<T>(
  make: (signal: AbortSignal) => AsyncGenerator<T, undefined>,
  outer?: AbortSignal,
): AsyncIterableIterator<T, undefined> {
  const stop = new AbortController();
  const end = (): void => stop.abort();
  if (outer?.aborted === true) end();
  outer?.addEventListener('abort', end, { once: true });
  const items = make(stop.signal);
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => items.next(),
    return() {
      outer?.removeEventListener('abort', end);
      end();
      return items.return(undefined);
    },
  };
}
