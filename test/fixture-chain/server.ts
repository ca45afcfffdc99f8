/**
 * A scripted Substrate node: it serves what the scenario wrote, and lets the scenario move heads, fork, and break
 * answers while a client is at it.
 */
import { cryptoWaitReady } from '@polkadot/util-crypto';
import type { BlockScript } from './build/plain.js';
import { createChain, type Chain, type Head, type RuntimePeriod } from './chain.js';
import { answerText } from './rpc/answer.js';
import { createFaults, type Faults } from './rpc/faults.js';
import { rpcMethods } from './rpc/methods.js';
import { subscriptions } from './rpc/subscriptions.js';
import { createTimers } from './rpc/timers.js';
import { listen } from './rpc/transport.js';
import type { StorageChange } from './storage.js';

export interface FixtureChainOptions {
  /** In order; the first one applied in block 0. */
  readonly runtimes: readonly RuntimePeriod[];
  /** Blocks from 1 on. */
  readonly blocks?: readonly BlockScript[];
  /** What pallets hold, by the blocks that change it. */
  readonly storage?: readonly StorageChange[];
  /** Height of the best head; the last block if not given. */
  readonly best?: number;
  /** Height of the finalized head; the best one if not given. */
  readonly finalized?: number;
}

export interface FixtureChain {
  readonly chain: Chain;
  /** `ws://127.0.0.1:<port>` */
  readonly endpoint: string;
  /** `http://127.0.0.1:<port>` */
  readonly httpEndpoint: string;
  /** Puts a fault on a method; see `Faults.add`. */
  readonly fault: Faults['add'];
  /** How often each method was answered. */
  readonly calls: ReadonlyMap<string, number>;
  /** Breaks every open connection at once. */
  readonly dropConnections: () => void;
  readonly close: () => Promise<void>;
}

/** @throws {Error} where a block does not fit its runtime. */
export async function startFixtureChain(options: FixtureChainOptions): Promise<FixtureChain> {
  await cryptoWaitReady();
  const chain = createChain(options.runtimes);
  if (options.blocks) chain.append(options.blocks);
  if (options.best !== undefined) chain.setBest(options.best);
  chain.setFinalized(options.finalized ?? chain.best);

  const methods = rpcMethods(chain, options.storage);
  const faults = createFaults();
  const timers = createTimers();
  const calls = new Map<string, number>();
  const listeners = new Set<(head: Head) => void>();
  chain.onHead((head) => {
    for (const listener of listeners) listener(head);
  });

  const transport = await listen((peer) => {
    const { answer, announce } = subscriptions(chain, peer.notify);
    listeners.add(announce);
    const connection = {
      call(method: string, params: readonly unknown[]) {
        calls.set(method, (calls.get(method) ?? 0) + 1);
        const subscription = answer(method, params);
        if (subscription !== undefined) return { result: subscription };
        const known = methods[method];
        return known && { result: known(params) };
      },
      break: peer.break,
      wait: timers.wait,
    };
    return {
      answer: (request) => answerText(request, connection, faults),
      closed: () => void listeners.delete(announce),
    };
  });

  return {
    chain,
    endpoint: `ws://127.0.0.1:${transport.port}`,
    httpEndpoint: `http://127.0.0.1:${transport.port}`,
    fault: faults.add,
    calls,
    dropConnections: transport.dropConnections,
    close() {
      timers.clear();
      return transport.close();
    },
  };
}
