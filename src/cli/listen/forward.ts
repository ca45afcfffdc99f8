import { signStandard } from '../../notify/signing/standard.js';
import type { ReceivedEvent } from './event-stream.js';

/** What became of one try to hand an event on. */
export interface Forwarded {
  readonly delivered: boolean;
  /** HTTP status; null without an answer. */
  readonly status: number | null;
  /** What went wrong without an answer. */
  readonly failure: string | null;
  readonly ms: number;
}

export interface ForwardOptions {
  readonly url: string;
  /** `whsec_…` */
  readonly secret: string;
  readonly signal: AbortSignal;
}

const ANSWER_MS = 30_000;

/** Posts an event once, signed as a webhook of Standard Webhooks. Never rejects. */
export async function forward(event: ReceivedEvent, options: ForwardOptions): Promise<Forwarded> {
  const { url, secret, signal } = options;
  const body = Buffer.from(event.body);
  const timestamp = Math.floor(Date.now() / 1000);
  const started = performance.now();
  const ms = (): number => Math.round(performance.now() - started);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Chaintill',
        ...signStandard({ id: event.id, timestamp, body }, [secret], null),
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
    });
    await response.body?.cancel();
    return { delivered: response.ok, status: response.status, failure: null, ms: ms() };
  } catch (error) {
    return { delivered: false, status: null, failure: reasonOf(error), ms: ms() };
  }
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  return code ?? message;
}
