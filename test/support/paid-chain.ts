/** A proven chain of two sets of authorities, in which an order was paid: twice in one extrinsic, then under either set. */
import { bytesToHex, hexToBytes, type Hex } from '../../src/domain/hex.js';
import type { StateVersion } from '../../src/domain/trie/build.js';
import { hash256 } from '../../src/domain/trie/node.js';
import { call, event, type BlockScript, type ExtrinsicScript } from '../fixture-chain/build/plain.js';
import { loadRuntime } from '../fixture-chain/build/runtime.js';
import { provenChain, testKey, type ProvenChain, type ProvenSet } from './proven-chain.js';

export interface ChainPayment {
  readonly blockNumber: number;
  readonly blockHash: Hex;
  readonly eventIndex: number;
  readonly extrinsicIndex: number;
  readonly extrinsicHash: Hex;
  readonly fromAccount: Hex;
  readonly toAccount: Hex;
  readonly value: string;
}

export interface PaidChain extends ProvenChain {
  readonly payments: readonly ChainPayment[];
}

export const SETS: readonly ProvenSet[] = [
  { keys: [1, 2, 3, 4].map(testKey), last: 8 },
  { keys: [5, 6, 7, 8].map(testKey), last: 12 },
];
const BLOCKS = 13;

const SUCCESS = event('system.ExtrinsicSuccess', [[undefined, 'Normal']]);

interface Paid {
  readonly block: number;
  readonly extrinsic: number;
  /** Each a transfer of that extrinsic. */
  readonly values: readonly bigint[];
}

/** Altogether 1,000. */
const PAID: readonly Paid[] = [
  { block: 3, extrinsic: 1, values: [300n, 300n] },
  { block: 5, extrinsic: 2, values: [250n] },
  { block: 9, extrinsic: 1, values: [150n] },
];

/** @param asset null: the chain's own token */
export function paidChain(
  payer: Hex,
  payee: Hex,
  stateVersion: StateVersion,
  asset: string | null = null,
): PaidChain {
  const transfer = (value: bigint) =>
    asset === null
      ? event('balances.Transfer', [payer, payee, value])
      : event('assets.Transferred', [Number(asset), payer, payee, value]);

  function extrinsicsOf(number: number): readonly ExtrinsicScript[] {
    const remark = {
      signer: payer,
      call: call('system.remark', [`0x0${number.toString(16)}`]),
      events: [SUCCESS],
    };
    return PAID.filter(({ block }) => block === number).flatMap(({ extrinsic, values }) => [
      ...Array.from({ length: extrinsic - 1 }, () => remark),
      {
        signer: payer,
        call: call('system.remark', [`0xff0${number.toString(16)}`]),
        events: [...values.map(transfer), SUCCESS],
      },
      remark,
    ]);
  }

  const scripts: BlockScript[] = Array.from({ length: BLOCKS }, (_, i) => ({
    timestamp: 6_000 * (i + 1),
    extrinsics: extrinsicsOf(i + 1),
  }));
  const chain = provenChain({
    runtime: loadRuntime('liberland-22'),
    stateVersion,
    blocks: scripts,
    sets: SETS,
  });
  const payments = PAID.flatMap(({ block: number, extrinsic, values }) => {
    const block = chain.blocks[number];
    if (block === undefined) throw new Error('the chain has no such block');
    return values.map((value, i) => ({
      blockNumber: number,
      blockHash: block.hash,
      // One event for each extrinsic before.
      eventIndex: extrinsic + i,
      extrinsicIndex: extrinsic,
      extrinsicHash: bytesToHex(hash256(hexToBytes(block.extrinsics[extrinsic] ?? '0x'))),
      fromAccount: payer,
      toAccount: payee,
      value: value.toString(),
    }));
  });
  return { ...chain, payments };
}
