/**
 * The shapes in which payments and remarks come on chain, each as a call to be dispatched. `shapes.test` of the fixture
 * chain decodes every one with polkadot.js; the indexing tests index them by the thousand.
 */
import type { Hex } from '../../../src/domain/hex.js';
import { call, type Call } from '../build/plain.js';
import { ALICE, BOB } from './accounts.js';

/** Where a shape takes its contents from; each use gives another payee, amount and remark. */
export interface Material {
  readonly pay: () => Call;
  readonly payAsset: () => Call;
  /** A remark by the call that this runtime has for it. */
  readonly note: () => Call;
  /** A remark by `system.remark`, which leaves no event, or `remarkWithEvent`, which leaves only a hash. */
  readonly quietNote: () => Call;
  /** A fresh account. */
  readonly account: () => Hex;
  readonly amount: () => bigint;
  readonly hashOf: (call: Call) => Hex;
}

export type Shape = (make: Material) => Call;

const batch = (...items: Call[]) => call('utility.batch', [items]);
const batchAll = (...items: Call[]) => call('utility.batchAll', [items]);
const forceBatch = (...items: Call[]) => call('utility.forceBatch', [items]);
const failing = (failed: Call): Call => ({ ...failed, script: { ...failed.script, fails: true } });
const proxy = (inner: Call) => call('proxy.proxy', [BOB, null, inner]);
const TIMEPOINT = [1, 1];
const asMulti = (inner: Call, pending = false) =>
  call('multisig.asMulti', [2, [BOB], pending ? null : TIMEPOINT, inner], { pending });
/** The final approval by hash of a call that is stored on chain. */
const approveStored = (make: Material, stored: Call) =>
  call('multisig.approveAsMulti', [2, [BOB], TIMEPOINT, make.hashOf(stored)], { stored });

/** Shapes of any runtime that has Utility, Proxy and Multisig. */
export const COMMON_SHAPES: Readonly<Record<string, Shape>> = {
  transfer: (m) => m.pay(),
  'transfer to a new account': (m) => ({ ...m.pay(), script: { newAccount: true } }),
  'transfer of all': (m) => call('balances.transferAll', [m.account(), false], { amount: m.amount() }),
  'asset transfer': (m) => m.payAsset(),
  'remark alone': (m) => m.note(),
  'quiet remark alone': (m) => m.quietNote(),
  'transfer, remark': (m) => batchAll(m.pay(), m.note()),
  'transfer, quiet remark': (m) => batchAll(m.pay(), m.quietNote()),
  'remark, transfer': (m) => batchAll(m.note(), m.pay()),
  'asset transfer, remark': (m) => batchAll(m.payAsset(), m.note()),
  'two payments, remarks after': (m) => batchAll(m.pay(), m.note(), m.payAsset(), m.note()),
  'two payments, remarks before': (m) => batchAll(m.note(), m.pay(), m.note(), m.pay()),
  'two transfers, one remark': (m) => batchAll(m.pay(), m.pay(), m.note()),
  'one transfer, two remarks': (m) => batchAll(m.pay(), m.note(), m.quietNote()),
  'two remarks, one transfer': (m) => batchAll(m.note(), m.quietNote(), m.pay()),
  'empty batch': () => batchAll(),
  'batch interrupted at once': (m) => batch(failing(m.pay()), m.note()),
  'batch interrupted before its remark': (m) => batch(m.pay(), failing(m.pay()), m.note()),
  'batch interrupted after a pair': (m) => batch(m.pay(), m.note(), failing(m.pay()), m.note()),
  'failed batchAll': (m) => batchAll(m.pay(), m.note(), failing(m.pay())),
  'failed transfer': (m) => failing(m.pay()),
  'failed transfer of all': (m) => failing(call('balances.transferAll', [m.account(), false])),
  'failed asset transfer, remark': (m) => batchAll(failing(m.payAsset()), m.note()),
  'batch interrupted before a pair': (m) => batch(failing(m.payAsset()), m.pay(), m.note()),
  'nested batches': (m) => batchAll(batch(m.pay(), m.note()), batch(m.note(), m.pay())),
  'interrupted batch inside': (m) => batch(batch(m.pay(), failing(m.pay()), m.note()), m.note(), m.pay()),
  'proxy of a transfer': (m) => proxy(m.pay()),
  'proxy of a pair': (m) => proxy(batchAll(m.pay(), m.note())),
  'failed proxy of a pair': (m) => proxy(batchAll(m.pay(), m.note(), failing(m.pay()))),
  'failed proxy in a batch': (m) => batchAll(proxy(failing(m.pay())), m.note(), m.pay()),
  'proxies in a batch': (m) => batchAll(proxy(m.pay()), m.note(), proxy(batch(m.pay(), m.quietNote()))),
  'multisig, first approval': (m) => asMulti(batchAll(m.pay(), m.note()), true),
  'multisig, executed': (m) => asMulti(batchAll(m.pay(), m.note())),
  'multisig, failed': (m) => asMulti(batchAll(m.pay(), failing(m.note()))),
  'multisig pending in a batch': (m) => batchAll(m.pay(), asMulti(m.pay(), true), m.note()),
  'multisig of one': (m) => call('multisig.asMultiThreshold1', [[BOB], batchAll(m.pay(), m.note())]),
  'multisig, stored call': (m) => approveStored(m, batchAll(m.pay(), m.note())),
  'multisig, stored call in a batch': (m) =>
    batchAll(m.pay(), m.quietNote(), approveStored(m, m.pay()), m.note()),
  'multisig, stored call failed': (m) => batchAll(m.pay(), approveStored(m, failing(m.pay())), m.note()),
  'derivative account': (m) => call('utility.asDerivative', [7, batchAll(m.pay(), m.note())]),
  'derivative in a batch': (m) => batchAll(call('utility.asDerivative', [7, m.pay()]), m.note()),
  'failed derivative in a batch': (m) => batch(m.note(), call('utility.asDerivative', [7, failing(m.pay())])),
};

/** Shapes of pallets and calls that newer runtimes have. */
export const NEWER_SHAPES: Readonly<Record<string, Shape>> = {
  'forced batch': (m) => forceBatch(m.pay(), m.note(), m.payAsset(), m.note()),
  'forced batch, failed transfer': (m) => forceBatch(failing(m.pay()), m.note(), m.pay()),
  'forced batch, failed remark': (m) => forceBatch(m.pay(), failing(m.note()), m.pay()),
  'forced batch of batches': (m) =>
    forceBatch(batchAll(m.pay(), failing(m.pay())), batchAll(m.pay(), m.note())),
  'forced batch, all failed': (m) => forceBatch(failing(m.pay()), failing(m.note()), failing(m.payAsset())),
  'failed dispatch as': (m) => call('utility.dispatchAs', [undefined, batchAll(m.note(), failing(m.pay()))]),
  'with weight': (m) => call('utility.withWeight', [batchAll(m.pay(), m.note())]),
  'dispatched as': (m) => batchAll(call('utility.dispatchAs', [undefined, m.pay()]), m.note()),
};

/** Shapes of Liberland's runtime. */
export const LIBERLAND_SHAPES: Readonly<Record<string, Shape>> = {
  sudo: (m) =>
    call('sudo.sudo', [batchAll(call('balances.forceTransfer', [ALICE, m.account(), m.amount()]), m.note())]),
  'failed sudo': (m) => call('sudo.sudo', [batchAll(m.pay(), failing(m.pay()))]),
  'sudo of an interrupted batch': (m) => call('sudo.sudo', [batch(m.pay(), failing(m.pay()), m.note())]),
  'sudo as': (m) => call('sudo.sudoAs', [BOB, batchAll(m.pay(), m.note())]),
  'sudo, unchecked weight': (m) => call('sudo.sudoUncheckedWeight', [m.pay()]),
  'recovered account': (m) => call('recovery.asRecovered', [BOB, batchAll(m.pay(), m.note())]),
  office: (m) => call('companyRegistryOffice.execute', [batchAll(m.pay(), m.note())]),
  'failed office in a batch': (m) =>
    batch(m.pay(), call('identityOffice.execute', [failing(m.pay())]), m.note()),
  'council member': (m) => call('council.execute', [batchAll(m.pay(), m.note())]),
  'council of one': (m) => call('council.propose', [1, batchAll(m.pay(), m.note())]),
  'council proposal': (m) =>
    batchAll(m.pay(), call('council.propose', [3, m.pay()], { pending: true }), m.note()),
  'council motion closed': (m) => {
    const stored = batchAll(m.pay(), m.note());
    return batchAll(call('council.close', [m.hashOf(stored)], { stored }), m.quietNote());
  },
  'council motion disapproved': (m) =>
    batchAll(m.pay(), call('council.close', [m.hashOf(m.pay())]), m.note()),
  'committee member': (m) => call('technicalCommittee.execute', [failing(m.pay())]),
  'senate member': (m) => batchAll(call('senate.execute', [m.pay()]), m.note()),
  whitelisted: (m) => call('whitelist.dispatchWhitelistedCallWithPreimage', [batchAll(m.pay(), m.note())]),
  'failed whitelisted': (m) =>
    call('whitelist.dispatchWhitelistedCallWithPreimage', [batchAll(m.pay(), failing(m.pay()), m.note())]),
  'failed LLM to politipool': (m) =>
    batch(m.note(), failing(call('llm.sendLlmToPolitipool', [m.account(), m.amount()]))),
  'whitelisted by hash': (m) => {
    const stored = m.pay();
    return batchAll(call('whitelist.dispatchWhitelistedCall', [m.hashOf(stored)], { stored }), m.quietNote());
  },
  'scheduled for later': (m) =>
    batchAll(m.pay(), call('scheduler.scheduleAfter', [10, null, 0, m.pay()]), m.note()),
  'LLM sent': (m) => batchAll(call('llm.sendLlm', [m.account(), m.amount()]), m.note()),
  'LLM to politipool': (m) => batchAll(call('llm.sendLlmToPolitipool', [m.account(), m.amount()]), m.note()),
  'remark, LLM to politipool': (m) =>
    batchAll(m.note(), call('llm.sendLlmToPolitipool', [m.account(), m.amount()]), m.pay()),
  'approved asset transfer': (m) =>
    batchAll(call('assets.transferApproved', [5, BOB, m.account(), m.amount()]), m.note()),
  'contract that pays': (m) =>
    batchAll(
      m.quietNote(),
      call('contracts.call', [m.account()], {
        emits: [{ name: 'balances.Transfer', data: [ALICE, m.account(), m.amount()] }],
      }),
    ),
  'call of another pallet that pays': (m) =>
    batchAll(
      call('nfts.buyItem', [1, 1, 5n], {
        emits: [{ name: 'balances.Transfer', data: [ALICE, m.account(), m.amount()] }],
      }),
      m.note(),
    ),
};
