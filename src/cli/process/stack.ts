/** What was started, to be stopped in reverse order. */
export interface Stack {
  push(part: {
    readonly name: string;
    readonly stop: () => Promise<unknown>;
    readonly kill?: () => void;
  }): void;
  /** Stops everything, last first; a part that fails to stop does not keep the others from it. */
  unwind(onFailure: (name: string, error: unknown) => void): Promise<void>;
  /** Kills what can be killed, at once. */
  kill(): void;
}

export function createStack(): Stack {
  const parts: Parameters<Stack['push']>[0][] = [];
  return {
    push: (part) => void parts.push(part),
    async unwind(onFailure) {
      for (let part = parts.at(-1); part; part = parts.at(-1)) {
        try {
          await part.stop();
        } catch (error) {
          onFailure(part.name, error);
        }
        parts.splice(parts.indexOf(part), 1);
      }
    },
    kill() {
      for (const part of parts.toReversed()) part.kill?.();
    },
  };
}
