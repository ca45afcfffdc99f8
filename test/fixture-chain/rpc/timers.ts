/** Waiting that ends with the server: what still waits when it is closed is never answered. */
export interface Timers {
  readonly wait: (ms: number) => Promise<void>;
  readonly clear: () => void;
}

export function createTimers(): Timers {
  const running = new Set<NodeJS.Timeout>();
  return {
    wait: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => {
          running.delete(timer);
          resolve();
        }, ms);
        running.add(timer);
      }),
    clear() {
      for (const timer of running) clearTimeout(timer);
      running.clear();
    },
  };
}
