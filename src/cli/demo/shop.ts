import { z } from 'zod';
import { ChaintillError } from '../../domain/errors.js';

const amount = z.object({ value: z.string(), formatted: z.string() });

const orderSchema = z.object({
  orderId: z.string(),
  status: z.enum(['OPEN', 'PROCESSING', 'SETTLED', 'EXPIRED', 'CANCELED', 'INVALID']),
  amountState: z.enum(['NONE', 'UNDER', 'EXACT', 'OVER']),
  payee: z.string(),
  remark: z.object({ text: z.string(), liberlandId: z.string().nullable() }).nullable(),
  expected: amount,
  received: amount,
  missing: amount,
  excess: amount,
  held: amount,
  window: z.object({ to: z.number() }),
  timeline: z.object({
    nodes: z.array(
      z.object({ type: z.string(), sequence: z.number(), hint: z.boolean(), height: z.number().nullable() }),
    ),
  }),
});

/** An order as the gateway tells of it. */
export type Order = z.infer<typeof orderSchema>;

const chainSchema = z.object({
  title: z.string(),
  token: z.object({ symbol: z.string(), decimals: z.number().int() }),
});

/** What the shop asks for. */
export interface Wish {
  readonly orderId: string;
  /** In whole tokens, as `1.5`. */
  readonly amount: string;
  readonly mode: 'REFERENCE' | 'ADDRESS';
  readonly description: string;
  readonly expiresInBlocks?: number;
}

/** The shop's side: what a merchant's server would do. */
export interface Shop {
  chain(): Promise<z.infer<typeof chainSchema>>;
  register(wish: Wish): Promise<void>;
  order(orderId: string): Promise<Order>;
}

const TIMEOUT_MS = 15_000;

const envelope = z.object({
  data: z.unknown(),
  errors: z.array(z.object({ message: z.string() })).optional(),
});
const refusal = z.object({ error: z.object({ message: z.string() }) });

/** @param url of the gateway @param key of the merchant */
export function openShop(url: string, key: string): Shop {
  async function post(path: string, body: object): Promise<{ ok: boolean; body: unknown }> {
    try {
      const response = await fetch(url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      return { ok: response.ok, body: await response.json() };
    } catch (cause) {
      throw new ChaintillError('DEMO_GATEWAY', `the gateway at ${url} does not answer`, { cause });
    }
  }

  /** @throws {ChaintillError} `DEMO_GATEWAY` when the gateway does not answer, or answers with an error. */
  async function ask<T>(query: string, variables: object, answer: z.ZodType<T>): Promise<T> {
    const { data, errors } = envelope.parse((await post('/graphql', { query, variables })).body);
    if (errors?.[0]) throw new ChaintillError('DEMO_GATEWAY', `the gateway answers: ${errors[0].message}`);
    return answer.parse(data);
  }

  return {
    async chain() {
      const query = '{ chain { title token { symbol decimals } } }';
      return (await ask(query, {}, z.object({ chain: chainSchema }))).chain;
    },
    async register(wish) {
      const { ok, body } = await post('/v1/orders', wish);
      if (ok) return;
      const { data } = refusal.safeParse(body);
      throw new ChaintillError('DEMO_GATEWAY', `the gateway answers: ${data?.error.message ?? 'no'}`);
    },
    async order(orderId) {
      const query = `query ($orderId: String!) {
        order(orderId: $orderId) {
          orderId status amountState payee remark { text liberlandId }
          expected { value formatted } received { value formatted } missing { value formatted }
          excess { value formatted } held { value formatted } window { to }
          timeline(first: 100) { nodes { type sequence hint height } }
        }
      }`;
      return (await ask(query, { orderId }, z.object({ order: orderSchema }))).order;
    },
  };
}
