/** Sending again, and tests, whichever way it is asked for. */
import { z } from 'zod';
import { badField } from '../../domain/bad-field.js';
import { findDelivery } from '../../store/till/delivery/delivery-lists.js';
import { recover, type Recovery, type RecoveryRequest } from '../../store/till/delivery/recover.js';
import { redeliver } from '../../store/till/delivery/redeliver.js';
import { sendTest } from '../../store/till/delivery/send-test.js';
import { actorOf, merchantFor } from '../auth/on-behalf.js';
import { parseMoment } from '../graphql/moment.js';
import type { MerchantId, WebhookContext } from './endpoint-writes.js';
import { viewDelivery, type DeliveryView } from './views.js';

/** Something of a merchant's that is put out again, or for the first time. */
type PutOut = typeof sendTest | typeof redeliver;

/** @throws {ChaintillError} what `sendTest` throws */
export function testEndpoint(
  context: WebhookContext,
  merchantId: MerchantId,
  id: string,
): Promise<DeliveryView> {
  return putOut(sendTest, context, merchantId, id);
}

/** @throws {ChaintillError} what `redeliver` throws */
export function sendAgain(
  context: WebhookContext,
  merchantId: MerchantId,
  id: string,
): Promise<DeliveryView> {
  return putOut(redeliver, context, merchantId, id);
}

async function putOut(
  send: PutOut,
  { till, caller, requestId }: WebhookContext,
  merchantId: MerchantId,
  id: string,
): Promise<DeliveryView> {
  const owner = merchantFor(caller, 'webhooks:write', merchantId);
  const delivery = await send(till, { merchantId: owner, id }, actorOf(caller, requestId));
  const row = await findDelivery(till, owner, delivery);
  if (!row) throw new Error('a delivery is gone that was just put out');
  return viewDelivery(row);
}

/** @throws {ChaintillError} `BAD_USER_INPUT`, `UNKNOWN_FIELD`, what `recover` throws */
export async function recoverEndpoint(
  { till, caller, requestId }: WebhookContext,
  merchantId: MerchantId,
  endpointId: string,
  input: unknown,
): Promise<Recovery> {
  const owner = merchantFor(caller, 'webhooks:write', merchantId);
  const request = { merchantId: owner, endpointId, ...readRecovery(input) };
  return recover(till, request, actorOf(caller, requestId));
}

const moment = z.string({ error: 'write ISO 8601, as 2026-11-21T12:00:00Z' });
export const recoverySchema = z.strictObject({
  since: moment.nullish().describe('What came to the log then or later; either this or `after`'),
  after: z
    .string({ error: 'write the cursor of an event' })
    .nullish()
    .describe('What came after this cursor; `0` for the beginning'),
  until: moment.nullish().describe('What came before this time'),
  includeDelivered: z
    .boolean({ error: 'write true or false' })
    .nullish()
    .describe('Also what it has taken already'),
});

function readRecovery(input: unknown): Pick<RecoveryRequest, 'from' | 'until' | 'includeDelivered'> {
  const result = recoverySchema.safeParse(input);
  if (!result.success) {
    const [issue] = result.error.issues;
    if (issue?.code === 'unrecognized_keys') {
      throw badField('body', 'write none but since, after, until, includeDelivered', {
        code: 'UNKNOWN_FIELD',
      });
    }
    throw badField(String(issue?.path[0] ?? 'body'), issue?.message ?? 'send an object with fields');
  }
  const { since, after, until, includeDelivered } = result.data;
  const from = readFrom(since ?? null, after ?? null);
  return {
    from,
    until: until == null ? null : readMoment('until', until),
    includeDelivered: includeDelivered ?? false,
  };
}

function readFrom(since: string | null, after: string | null): RecoveryRequest['from'] {
  if (since !== null && after === null) return { since: readMoment('since', since) };
  if (since === null && after !== null) return { after };
  throw badField('since', 'write either since, a time, or after, the cursor of an event');
}

function readMoment(field: string, text: string): Date {
  const utc = parseMoment(text);
  if (utc === null) throw badField(field, 'write ISO 8601, as 2026-11-21T12:00:00Z');
  return new Date(utc);
}
