import type { ReceivedEvent } from './event-stream.js';
import type { Forwarded } from './forward.js';

/** How `chaintill listen` says what happens. */
export interface Report {
  /** A line of its own, for people alone. */
  say(text: string): void;
  /** @param result null where events are only shown; @param againMs after which it is tried again; null if it is not */
  event(event: ReceivedEvent, result: Forwarded | null, againMs: number | null): void;
}

export interface ReportOptions {
  /** Also the bodies. */
  readonly print: boolean;
  /** One JSON object a line. */
  readonly json: boolean;
  readonly write: (line: string) => void;
}

export function createReport({ print, json, write }: ReportOptions): Report {
  return {
    say(text) {
      if (!json) write(text);
    },
    event(event, result, againMs) {
      const { id, type, orderId, cursor, body } = event;
      if (json) {
        const parsed = print ? { body: JSON.parse(body) as unknown } : {};
        write(JSON.stringify({ id, type, orderId, cursor, ...result, againMs, ...parsed }));
        return;
      }
      const time = new Date().toTimeString().slice(0, 8);
      const parts = [time, type, orderId ?? '-', id, ...(result ? ['->', describe(result)] : [])];
      write(parts.join('  ') + (againMs === null ? '' : `, again in ${againMs / 1000} s`));
      if (print && againMs === null) write(JSON.stringify(JSON.parse(body), null, 2));
    },
  };
}

function describe({ status, failure, ms }: Forwarded): string {
  return `${status ?? failure ?? 'no answer'} in ${ms} ms`;
}
