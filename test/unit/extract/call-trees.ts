/** Any call tree with any failures in it, dispatched by the simulator, and what the extractor makes of it. */
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { extract } from '../../../src/domain/extract/extract.js';
import { bytesToHex, type Hex } from '../../../src/domain/hex.js';
import { call, event, type Call, type ExtrinsicScript } from '../../fixture-chain/build/plain.js';
import { projectBlock } from '../../fixture-chain/project.js';
import {
  feeBySwap,
  feeToTreasury,
  feeWithoutEvent,
  type Fee,
  type Hashing,
  type Simulated,
} from '../../fixture-chain/simulate.js';

export const account = (byte: number): Hex => `0x${byte.toString(16).padStart(2, '0').repeat(32)}`;
export const SIGNER = account(0xa1);
const TREASURY = account(0x77);
const AUTHOR = account(0x78);

function sha256(text: string): Hex {
  return bytesToHex(createHash('sha256').update(text).digest());
}

export const hashing: Hashing = {
  callHash: (of) =>
    sha256(JSON.stringify(of, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))),
  hash: sha256,
};

const payee = fc.integer({ min: 1, max: 6 }).map(account);
const amount = fc.bigInt({ min: 1n, max: 1_000_000n });
const bytes = fc.uint8Array({ minLength: 1, maxLength: 6 }).map(bytesToHex);

const visibleLeaf: fc.Arbitrary<Call> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(payee, amount).map(([to, value]) => call('balances.transferKeepAlive', [to, value])),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(payee, amount)
      .map(([to, value]) => call('balances.transferAll', [to, false], { amount: value, newAccount: true })),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.integer({ min: 1, max: 3 }), payee, amount)
      .map(([asset, to, value]) => call('assets.transfer', [asset, to, value])),
  },
  { weight: 1, arbitrary: fc.tuple(payee, amount).map(([to, value]) => call('llm.sendLlm', [to, value])) },
  {
    weight: 1,
    arbitrary: fc.tuple(payee, amount).map(([to, value]) => call('llm.sendLlmToPolitipool', [to, value])),
  },
  { weight: 4, arbitrary: bytes.map((data) => call('system.remark', [data])) },
  { weight: 2, arbitrary: bytes.map((data) => call('system.remarkWithEvent', [data])) },
  { weight: 3, arbitrary: bytes.map((data) => call('llm.remark', [data])) },
  { weight: 1, arbitrary: fc.constant(call('staking.chill')) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(payee, amount)
      .map(([to, value]) =>
        call('shop.buy', [], { emits: [event('balances.Transfer', [SIGNER, to, value])] }),
      ),
  },
);

/** Calls that run others which the block does not show. */
function hidingLeaf(stored: fc.Arbitrary<Call>): fc.Arbitrary<Call> {
  return fc.oneof(
    stored.map((next) => call('multisig.approveAsMulti', [2, [], null, sha256('stored')], { stored: next })),
    stored.map((next) => call('council.close', [sha256('motion')], { stored: next })),
    payee.map((to) => call('contracts.call', [], { emits: [event('balances.Transfer', [SIGNER, to, 1n])] })),
    stored.map((next) => call('somebody.wraps', [next])),
  );
}

function container(inner: fc.Arbitrary<Call>): fc.Arbitrary<Call> {
  const items = fc.array(inner, { maxLength: 5 });
  const pending = fc.boolean();
  return fc.oneof(
    { weight: 4, arbitrary: items.map((calls) => call('utility.batchAll', [calls])) },
    { weight: 4, arbitrary: items.map((calls) => call('utility.batch', [calls])) },
    { weight: 4, arbitrary: items.map((calls) => call('utility.forceBatch', [calls])) },
    inner.map((next) => call('utility.asDerivative', [3, next])),
    inner.map((next) => call('utility.withWeight', [next, null])),
    inner.map((next) => call('utility.dispatchAs', [null, next])),
    inner.map((next) => call('recovery.asRecovered', [account(9), next])),
    inner.map((next) => call('proxy.proxy', [account(9), null, next])),
    inner.map((next) => call('proxy.proxyAnnounced', [account(8), account(9), null, next])),
    inner.map((next) => call('sudo.sudo', [next])),
    inner.map((next) => call('sudo.sudoAs', [account(9), next])),
    inner.map((next) => call('multisig.asMultiThreshold1', [[], next])),
    fc
      .tuple(inner, pending)
      .map(([next, waits]) => call('multisig.asMulti', [2, [], null, next, null], { pending: waits })),
    inner.map((next) => call('ministryOfFinanceOffice.execute', [next])),
    inner.map((next) => call('council.execute', [next, 100])),
    fc
      .tuple(inner, pending)
      .map(([next, waits]) => call('council.propose', [1, next, 100], { pending: waits })),
    inner.map((next) => call('whitelist.dispatchWhitelistedCallWithPreimage', [next])),
    inner.map((next) => call('scheduler.schedule', [9, null, 0, next])),
  );
}

/** Any call may fail by itself, now and then. */
function sometimesFailing(calls: fc.Arbitrary<Call>): fc.Arbitrary<Call> {
  return fc
    .tuple(calls, fc.integer({ min: 0, max: 9 }))
    .map(([of, dice]) => (dice === 0 ? { ...of, script: { ...of.script, fails: true } } : of));
}

export function callTree(depth: number, hiding: boolean): fc.Arbitrary<Call> {
  if (depth === 0) return sometimesFailing(visibleLeaf);
  const inner = callTree(depth - 1, hiding);
  return fc.oneof(
    { weight: 2, arbitrary: sometimesFailing(visibleLeaf) },
    { weight: 3, arbitrary: sometimesFailing(container(inner)) },
    ...(hiding ? [{ weight: 1, arbitrary: hidingLeaf(inner) }] : []),
  );
}

export const fee: fc.Arbitrary<Fee> = fc.constantFrom(
  feeToTreasury(SIGNER, TREASURY, AUTHOR, 1000n),
  feeBySwap(SIGNER, account(0x99), 2, 1000n),
  feeWithoutEvent(SIGNER, 1000n),
);

export function factsOf(root: Call, simulated: Simulated): ReturnType<typeof extract> {
  const extrinsic: ExtrinsicScript = { signer: SIGNER, call: root, events: simulated.events };
  const identity = { number: 1, hash: account(1), extrinsicHashes: [account(2), account(3)] };
  return extract(projectBlock({ timestamp: 6000, extrinsics: [extrinsic] }, identity, hashing));
}
