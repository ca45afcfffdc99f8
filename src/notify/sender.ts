import { ChaintillError } from '../domain/errors.js';
import { renderBody } from '../domain/webhook/render-body.js';
import { formatSecret } from '../domain/webhook/secret.js';
import { withExceptions, type TargetPolicy } from '../domain/webhook/target.js';
import type { ClaimedDelivery } from '../store/till/delivery/claim.js';
import { secretContext } from '../store/till/endpoint-secrets.js';
import type { Sealer } from '../store/till/sealing.js';
import { traceDelivery } from './delivery-span.js';
import type { Outcome } from './egress/outcome.js';
import type { Egress } from './egress/post.js';
import { signMessage, type SigningKeys } from './signing/headers.js';

export interface Sending {
  readonly startedAt: Date;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly outcome: Outcome;
  /** Whether it never left: the message could not be made. */
  readonly unsent: boolean;
}

/** Sends one delivery; never rejects. */
export type Send = (delivery: ClaimedDelivery) => Promise<Sending>;

export interface SenderOptions {
  readonly egress: Egress;
  readonly sealer: Sealer;
  readonly keys: SigningKeys;
  readonly policy: TargetPolicy;
  /** From the first byte to the last of the answer, in milliseconds. */
  readonly deadlineMs: number;
}

/** Makes the message of a delivery, signs it and posts it. */
export function createSender({ egress, sealer, keys, policy, deadlineMs }: SenderOptions): Send {
  function compose(
    delivery: ClaimedDelivery,
    startedAt: Date,
  ): { body: Buffer; headers: Record<string, string> } {
    const body = Buffer.from(renderBody(delivery.dialect, delivery.body));
    const [newest, ...older] = delivery.secrets.map(({ id, sealed }) =>
      formatSecret(sealer.open(sealed, secretContext(id))),
    );
    if (newest === undefined) {
      throw new ChaintillError(
        'NO_SIGNING_SECRET',
        'there is no signing secret: rotate the secret of the endpoint',
      );
    }
    const timestamp = Math.floor(startedAt.getTime() / 1_000);
    const { dialect, signatureHeaders } = delivery;
    const signing = { dialect, signatureHeaders, secrets: [newest, ...older] } as const;
    return { body, headers: signMessage({ id: delivery.eventId, timestamp, body }, signing, keys) };
  }

  return async (delivery) => {
    const startedAt = new Date();
    let message;
    try {
      message = compose(delivery, startedAt);
    } catch (error) {
      return { startedAt, requestHeaders: {}, outcome: unmade(error), unsent: true };
    }
    const { body, headers } = message;
    const exceptions = { ports: delivery.allowedPorts, cidrs: delivery.allowedCidrs };
    let requestHeaders = headers;
    const outcome = await traceDelivery(delivery, (tracing) => {
      // What is signed is the body, its id and its time, so a header more does no harm.
      requestHeaders = { ...tracing, ...headers };
      return egress.post({
        url: delivery.url,
        policy: withExceptions(policy, exceptions),
        headers: requestHeaders,
        body,
        deadlineMs,
      });
    });
    return { startedAt, requestHeaders, outcome, unsent: false };
  };
}

/** Says no more than a code: what could not be read may hold anything. */
function unmade(error: unknown): Outcome {
  const code = error instanceof ChaintillError ? ` (${error.code})` : '';
  return {
    kind: 'failure',
    failure: 'other',
    message: `the message could not be made on our side${code}`,
    latencyMs: 0,
  };
}
