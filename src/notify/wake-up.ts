/** Somebody may have something to do: a flag that can be waited for. */
export interface WakeUp {
  wake(): void;
  /**
   * Waits until it is woken, or at most so long; at once if it was woken since the last time.
   * @returns whether it was woken
   */
  wait(atMostMs: number): Promise<boolean>;
}

export function createWakeUp(): WakeUp {
  let woken = false;
  let resume: () => void = () => undefined;
  return {
    wake() {
      woken = true;
      resume();
    },
    async wait(atMostMs) {
      if (!woken) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, atMostMs);
          resume = (): void => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      const was = woken;
      woken = false;
      return was;
    },
  };
}
