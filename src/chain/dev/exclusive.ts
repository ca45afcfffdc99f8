/** Runs asynchronous work one after the other, in the order of asking. */
export type Exclusive = <T>(work: () => Promise<T>) => Promise<T>;

export function exclusive(): Exclusive {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    // Whoever asked gets the error; the next one in line only waits.
    last = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  };
}
