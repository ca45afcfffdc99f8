import { z } from 'zod';
import { ask } from './graphql.js';

/** What the payee expects. */
export interface Order {
  readonly orderId: string;
  /** Address of the payee. */
  readonly toId: string;
  /** In the smallest unit. */
  readonly price: string;
}

const chainAnswer = z.object({
  chain: z.object({
    title: z.string(),
    token: z.object({ symbol: z.string(), decimals: z.number().int() }),
  }),
});

export async function askChain(url: string): Promise<z.infer<typeof chainAnswer>['chain']> {
  const query = '{ chain { title token { symbol decimals } } }';
  return (await ask(url, query, {}, chainAnswer)).chain;
}

const statusAnswer = z.object({
  paymentStatus: z.object({
    status: z.enum(['NONE', 'UNDER', 'EXACT', 'OVER']),
    indexedHeight: z.number().int(),
    received: z.object({ formatted: z.string() }),
    expected: z.object({ formatted: z.string() }),
  }),
});

export type OrderStatus = z.infer<typeof statusAnswer>['paymentStatus'];

/** What the chain has seen for an order so far. */
export async function askStatus(url: string, order: Order): Promise<OrderStatus> {
  const query = `query ($orderId: String!, $toId: String!, $price: String!) {
    paymentStatus(orderId: $orderId, toId: $toId, price: $price) {
      status indexedHeight received { formatted } expected { formatted }
    }
  }`;
  return (await ask(url, query, { ...order }, statusAnswer)).paymentStatus;
}

const transfersAnswer = z.object({
  transfers: z.object({
    nodes: z.array(
      z.object({
        id: z.string(),
        fromId: z.string(),
        toId: z.string(),
        formatted: z.string(),
        reference: z.string().nullable(),
        pairing: z.string(),
        callPath: z.string().nullable(),
        blockNumber: z.union([z.string(), z.number()]),
        timestamp: z.string().nullable(),
      }),
    ),
  }),
});

export type TaggedTransfer = z.infer<typeof transfersAnswer>['transfers']['nodes'][number];

/** The transfers of one extrinsic to the payee of an order that carry the order's reference. */
export async function askTransfers(
  url: string,
  order: Order,
  extrinsicHash: string,
): Promise<TaggedTransfer[]> {
  const query = `query ($extrinsicHash: String!, $toId: String!, $reference: String!) {
    transfers(filter: {
      extrinsicHash: { equalTo: $extrinsicHash }
      toId: { equalTo: $toId }
      reference: { equalTo: $reference }
    }) {
      nodes { id fromId toId formatted reference pairing callPath blockNumber timestamp }
    }
  }`;
  const variables = { extrinsicHash, toId: order.toId, reference: order.orderId };
  return (await ask(url, query, variables, transfersAnswer)).transfers.nodes;
}
