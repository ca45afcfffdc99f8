import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { allHandlers, type Handlers, type SubscriptionManager } from '@acala-network/chopsticks-core';
import { u8aToHex } from '@polkadot/util';
import { decodeAddress } from '@polkadot/util-crypto';
import type { Logger } from 'pino';
import type { Producer, Submitted } from './producer.js';

/**
 * Time between the `inBlock` and the `finalized` status. A client that looks the block up at the first (polkadot.js)
 * drops that status when the second arrives meanwhile.
 */
const FINALIZED_AFTER_MS = 1_000;

/**
 * Submission of extrinsics. Beside those of chopsticks: an extrinsic that fails only when its block is built is answered
 * with its error, and the next nonce counts what is on its way into a block.
 */
export function authorHandlers(producer: Producer, log: Logger): Handlers {
  return {
    author_submitExtrinsic: async (_context, [extrinsic]: [string]) => {
      const { hash, included } = await producer.submit(extrinsic);
      await included;
      return hash;
    },
    author_submitAndWatchExtrinsic: async (_context, [extrinsic]: [string], subscriptions) => {
      const submitted = await producer.submit(extrinsic);
      const id = randomUUID();
      const notify = subscriptions.subscribe('author_extrinsicUpdate', id);
      watch(submitted, notify).then(
        () => subscriptions.unsubscribe(id),
        (error: unknown) => log.error({ err: error }, 'a submitter was not told of its extrinsic'),
      );
      return id;
    },
    author_unwatchExtrinsic: (_context, [id]: [string], { unsubscribe }: SubscriptionManager) => {
      unsubscribe(id);
      return Promise.resolve(true);
    },
    author_pendingExtrinsics: () => Promise.resolve(producer.pending()),
    system_accountNextIndex: async (context, [address]: [string], subscriptions) => {
      // Counted before the runtime is asked, while both see the same head.
      const pending = producer.pendingOf(u8aToHex(decodeAddress(address)));
      const nonce = (await allHandlers['system_accountNextIndex']?.(
        context,
        [address],
        subscriptions,
      )) as number;
      return nonce + pending;
    },
    // By its specification, this one does not tell of an invalid transaction.
    transaction_v1_broadcast: async (_context, [extrinsic]: [string]) => {
      await producer.submit(extrinsic).catch((error: unknown) => {
        log.warn({ err: error }, 'a broadcast extrinsic was dropped');
      });
      return randomUUID();
    },
  };
}

async function watch({ included }: Submitted, notify: (status: unknown) => void): Promise<void> {
  // The subscription's id has to arrive before its first message.
  await delay(0);
  notify('ready');
  const block = await included.catch(() => undefined);
  if (block === undefined) {
    notify('invalid');
    return;
  }
  notify({ inBlock: block });
  await delay(FINALIZED_AFTER_MS);
  notify({ finalized: block });
}
