/** Writes blocks out of shapes and keeps what really happened in each, for the expected rows. */
import { blake2AsHex } from '@polkadot/util-crypto';
import type { Hex } from '../../../src/domain/hex.js';
import { callHash } from '../build/block.js';
import { call, type BlockScript, type Call, type Event } from '../build/plain.js';
import { errorsInTurn } from './errors.js';
import type { Runtime } from '../build/runtime.js';
import {
  feeToTreasury,
  feeWithoutEvent,
  simulateExtrinsic,
  simulateTask,
  type Fee,
  type Hashing,
  type Simulated,
} from '../simulate.js';
import { account, AUTHOR, TREASURY } from './accounts.js';
import { remarkOf, type KnownRemark, type Reading } from './remarks.js';
import type { Material } from './shapes.js';

/** One extrinsic or scheduled task with its truth. */
export interface Happening {
  /** Null for a task. */
  readonly signer: Hex | null;
  readonly call: Call;
  readonly simulated: Simulated;
}

export interface ScriptedBlock {
  readonly script: BlockScript;
  readonly tasks: readonly Happening[];
  readonly extrinsics: readonly Happening[];
}

export interface World {
  readonly make: Material;
  readonly hashing: Hashing;
  /** A remark with the given content by the call that this runtime has for it. */
  readonly remark: (content: KnownRemark) => Call;
  /** The same by `system.remark`, which takes any length and leaves no event. */
  readonly quietRemark: (content: KnownRemark) => Call;
  readonly extrinsic: (call: Call, signer?: Hex, fee?: Fee) => Happening;
  readonly task: (call: Call, origin?: Hex) => Happening;
  readonly block: (content?: Content) => ScriptedBlock;
  /** What each remark that was made says, by its bytes. */
  readonly readings: ReadonlyMap<Hex, Reading>;
}

export interface Content {
  readonly extrinsics?: readonly Happening[];
  readonly tasks?: readonly Happening[];
  /** Events of hooks that run on initialization after the scheduler. */
  readonly initialization?: readonly Event[];
  readonly finalization?: readonly Event[];
}

const FIRST_BLOCK_AT = Date.UTC(2026, 0, 1);
const BLOCK_MS = 6_000;

/** @param start the number of the first block to be written, and the first number for payees and remarks */
export function createWorld(runtime: Runtime, start = 1): World {
  let blocks = start;
  let things = start * 1_000;
  const readings = new Map<Hex, Reading>();
  const hashing: Hashing = {
    callHash: (of) => callHash(runtime, of),
    hash: (text) => blake2AsHex(text),
    nextError: errorsInTurn(runtime),
  };
  const officesFail = runtime.version.specVersion > 8;
  const hasTreasury = runtime.hasEvent('treasury.Deposit');
  const remarkCall = runtime.hasCall('llm.remark') ? 'llm.remark' : 'system.remark';

  function noteBy(name: string, content: KnownRemark): Call {
    readings.set(content.data, content.reading);
    return call(name, [content.data]);
  }
  const remark = (content: KnownRemark): Call => noteBy(remarkCall, content);

  const make: Material = {
    pay: () => call('balances.transferKeepAlive', [make.account(), make.amount()]),
    payAsset: () => call('assets.transfer', [things++ % 7, make.account(), make.amount()]),
    note: () => remark(remarkOf(things++)),
    quietNote: () =>
      noteBy(things % 2 === 0 ? 'system.remark' : 'system.remarkWithEvent', remarkOf(things++)),
    account: () => account(`payee ${things++ % 500}`),
    // Above 2^64, so that no number type on the way may be smaller than it has to be.
    amount: () => 0x1_0000_0000_0000_0000n + BigInt(things++),
    hashOf: hashing.callHash,
  };

  function usualFee(payer: Hex): Fee {
    const amount = 12_000_000_000n + BigInt(things++);
    return hasTreasury ? feeToTreasury(payer, TREASURY, AUTHOR, amount) : feeWithoutEvent(payer, amount);
  }

  return {
    make,
    hashing,
    remark,
    quietRemark: (content) => noteBy('system.remark', content),
    readings,
    extrinsic: (content, signer = account(`payer ${things++ % 50}`), fee = usualFee(signer)) => ({
      signer,
      call: content,
      simulated: simulateExtrinsic({ signer, call: content, fee, officesFail }, hashing),
    }),
    task: (content, origin = account('scheduled')) => ({
      signer: null,
      call: content,
      simulated: simulateTask(content, origin, blocks, hashing),
    }),
    block({ extrinsics = [], tasks = [], initialization = [], finalization = [] } = {}) {
      const script: BlockScript = {
        timestamp: FIRST_BLOCK_AT + blocks++ * BLOCK_MS,
        initialization: [...tasks.flatMap((task) => task.simulated.events), ...initialization],
        extrinsics: extrinsics.map((one) => ({
          signer: one.signer,
          call: one.call,
          events: one.simulated.events,
        })),
        finalization,
      };
      return { script, tasks, extrinsics };
    },
  };
}
