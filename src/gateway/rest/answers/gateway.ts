/** About the gateway itself, and its channels. */
import { z } from 'zod';
import { height, moment } from '../../../domain/events/fields.js';
import { CHANNEL_TOKEN } from './examples.js';

const status = z.enum(['ok', 'unavailable']);
const reason = z.string().nullable().describe('What is wrong; null when nothing is');
const part = { status, reason };
const lag = z.int().nullable().describe('Blocks behind; null where that cannot be told');

export const healthAnswer = z
  .object({
    status: z.enum(['ok', 'degraded', 'unavailable']).describe('`degraded`: of use all the same'),
    postgres: z.object(part),
    indexer: z.object({ ...part, indexedHeight: height.nullable(), lag }),
    settlement: z.object({ ...part, settledHeight: height.nullable(), lag }),
    chain: z.object({ ...part, head: height.nullable(), finalized: height.nullable() }),
    notifications: z.object({
      status: z.enum(['ok', 'degraded']),
      reason,
      pending: z.int().nullable().describe('Deliveries that are not finished, counted up to 10,000'),
      oldestSeconds: z.int().nullable().describe('Age of the oldest of them'),
      disabledEndpoints: z.int().nullable().describe('Because they failed or are gone'),
    }),
    replica: z
      .object({ ...part, lagMs: z.int().nullable().describe('Behind the primary, at most') })
      .optional()
      .describe('Left out where there is none. While it is not `ok`, all is read from the primary'),
  })
  .meta({ id: 'Health', description: 'How each part is.' });

export const liveAnswer = z
  .object({ status: z.literal('ok') })
  .meta({ id: 'Liveness', description: 'That the process answers.' });

/** As GraphQL writes failures, and so does what is beside it. */
export const rootFailure = z
  .object({
    errors: z.array(z.object({ message: z.string(), extensions: z.object({ code: z.string() }) })),
  })
  .meta({ id: 'GraphqlFailure', description: 'As GraphQL writes failures.' });

const jwk = { kty: z.string(), kid: z.string().describe('JWK thumbprint'), use: z.literal('sig') };

export const publicKeysAnswer = z
  .object({
    instance: z.guid().describe('Whose keys these are'),
    keys: z.tuple([
      z.object({ ...jwk, crv: z.literal('Ed25519'), x: z.string(), alg: z.literal('EdDSA') }),
      z.object({ ...jwk, n: z.string(), e: z.string(), alg: z.literal('RS256') }),
    ]),
    ed25519: z.object({ whpk: z.string().describe('As Standard Webhooks writes it'), pem: z.string() }),
    rsa: z.object({ pem: z.string() }),
  })
  .meta({
    id: 'PublicKeys',
    description: 'What webhooks and ways back to shops are checked with: a JWK set, and the same as PEM.',
  });

export const auditAnswer = z
  .array(
    z
      .object({
        id: z.string(),
        at: moment,
        merchantId: z.guid().nullable().describe('Null for what concerns the operator alone'),
        actor: z.string().describe('Id of a key, `operator` or `settlement`'),
        action: z.string().describe('As `key.create`'),
        subjectKind: z.string(),
        subjectId: z.string(),
        before: z.unknown(),
        after: z.unknown(),
        requestId: z.string().nullable(),
      })
      .meta({ id: 'AuditEntry', description: 'Who did what.' }),
  )
  .meta({ id: 'AuditLog', description: 'Newest first.' });

export const pushRequest = z.object({ data: z.string().optional().describe('The message, up to 64 KiB') });
export const pushAnswer = z
  .object({
    sent: z.literal(true),
    data: z.string().describe('The message'),
    number: z.string().describe('Of the message in its channel, from 1'),
    token: z.string().describe('With this, anybody can listen to the channel'),
  })
  .meta({
    id: 'Pushed',
    description: 'The message is stored, and on its way to whoever listens.',
    examples: [{ sent: true, data: 'ready for pickup', number: '1', token: CHANNEL_TOKEN }],
  });
