import { APPLY_EXTRINSIC_ERROR, type Block, type Blockchain } from '@acala-network/chopsticks-core';
import type { TransactionValidityError } from '@polkadot/types/interfaces';
import { u8aToHex } from '@polkadot/util';
import { blake2AsHex } from '@polkadot/util-crypto';
import type { Logger } from 'pino';
import { isHex, type Hex } from '../../domain/hex.js';
import { exclusive, type Exclusive } from './exclusive.js';
import { alreadyPending, invalidTransaction, notRunnable, undecodable } from './rejection.js';

/** An extrinsic that was found valid and is now on its way into a block. */
export interface Submitted {
  readonly hash: Hex;
  /** Hash of the block that holds it. Rejects with a `ResponseError` when it turned out not to fit into one. */
  readonly included: Promise<Hex>;
}

/** Builds the blocks of a dev chain: at once for an extrinsic, and steadily besides. Never two at a time. */
export interface Producer {
  /** @throws {ResponseError} when the runtime finds the extrinsic invalid at the head. */
  submit(extrinsic: string): Promise<Submitted>;
  /** Extrinsics that wait for a block, in the order in which they will run. */
  pending(): readonly Hex[];
  /** How many of them this account signed, which is what its next nonce is ahead of the head's. */
  pendingOf(publicKey: Hex): number;
  /** Builds a block with whatever is pending, also when that is nothing. Rejects when it cannot be built. */
  readonly build: () => Promise<void>;
  /** Runs work that changes the chain by other means, while no block is being built. */
  readonly exclusively: Exclusive;
}

interface Pending {
  readonly extrinsic: Hex;
  readonly signer: Hex | undefined;
  readonly include: (block: Hex) => void;
  readonly reject: (reason: Error) => void;
}

export function createProducer(chain: Blockchain, log: Logger): Producer {
  const exclusively = exclusive();
  // Validated one after the other, so that a sender's extrinsics keep their order.
  const inOrder = exclusive();
  let queue: Pending[] = [];

  // The first subscriber is called in the same instant as the head changes: a nonce is never counted twice.
  chain.headState.subscribeHead((block) => {
    // Blocks that were built here have their extrinsics at hand; others hold none of ours.
    const extrinsics = new Set(Array.isArray(block.extrinsics) ? block.extrinsics : []);
    settle((pending) => {
      if (!extrinsics.has(pending.extrinsic)) return false;
      pending.include(block.hash);
      return true;
    });
  });

  /** Takes out of the queue what `settled` has answered. */
  function settle(settled: (pending: Pending) => boolean): void {
    queue = queue.filter((pending) => !settled(pending));
  }

  async function buildNow(): Promise<void> {
    const batch = new Set(queue);
    const errors = new Map<string, TransactionValidityError>();
    const onError = ([extrinsic, error]: [string, TransactionValidityError]) => errors.set(extrinsic, error);
    const started = performance.now();
    chain.txPool.event.on(APPLY_EXTRINSIC_ERROR, onError);
    try {
      await chain.newBlockWithParams({
        transactions: Array.from(batch, ({ extrinsic }) => extrinsic),
        upwardMessages: {},
        downwardMessages: [],
        horizontalMessages: {},
      });
    } finally {
      chain.txPool.event.off(APPLY_EXTRINSIC_ERROR, onError);
      // Chopsticks would try an extrinsic that made the runtime panic again in every block.
      chain.txPool.clear();
      settle((pending) => {
        if (!batch.has(pending)) return false;
        const error = errors.get(pending.extrinsic);
        pending.reject(error ? invalidTransaction(error) : notRunnable());
        return true;
      });
    }
    const ms = Math.round(performance.now() - started);
    log.debug({ block: chain.head.number, extrinsics: batch.size - errors.size, ms }, 'built a block');
  }

  async function signerOf(head: Block, extrinsic: Hex): Promise<Hex | undefined> {
    const decoded = (await head.registry).createType('Extrinsic', extrinsic);
    // The account, whatever kind of address names it; an Ethereum-like one is shorter.
    return decoded.isSigned ? u8aToHex(decoded.signer.toU8a().slice(-32)) : undefined;
  }

  async function validated(extrinsic: Hex): Promise<Submitted> {
    if (queue.some((pending) => pending.extrinsic === extrinsic)) throw alreadyPending();
    const signer = await signerOf(chain.head, extrinsic).catch(() => undefined);
    const validity = await chain.validateExtrinsic(extrinsic).catch((cause: unknown) => {
      throw undecodable(cause);
    });
    if (validity.isErr) throw invalidTransaction(validity.asErr);
    const included = new Promise<Hex>((include, reject) =>
      queue.push({ extrinsic, signer, include, reject }),
    );
    // A submitter may not wait for the outcome.
    included.catch((error: unknown) => {
      log.warn({ err: error, extrinsic: blake2AsHex(extrinsic) }, 'an extrinsic was dropped');
    });
    return { hash: blake2AsHex(extrinsic), included };
  }

  function buildSoon(): void {
    exclusively(async () => {
      if (queue.length > 0) await buildNow();
    }).catch((error: unknown) => {
      log.error({ err: error }, 'no block could be built for an extrinsic');
    });
  }

  return {
    exclusively,
    pending: () => queue.map(({ extrinsic }) => extrinsic),
    pendingOf: (publicKey) => queue.filter(({ signer }) => signer === publicKey).length,
    build: () => exclusively(buildNow),
    async submit(extrinsic) {
      if (typeof extrinsic !== 'string' || !isHex(extrinsic)) throw undecodable(undefined);
      const submitted = await inOrder(() => validated(extrinsic));
      buildSoon();
      return submitted;
    },
  };
}
