/** What only the metadata of a runtime can tell: where an event begins, and which it is. */
import type { Hex } from '../../../src/domain/hex.js';
import { confirmEvents } from '../../../src/cli/commands/confirm-events.js';
import type { Receipt } from '../../../src/domain/receipt/receipt.js';
import { provePayments } from '../../../src/gateway/receipt/prove.js';
import { call, event } from '../../fixture-chain/build/plain.js';
import { loadRuntime } from '../../fixture-chain/build/runtime.js';
import { provenChain, testKey } from '../../support/proven-chain.js';

const ALICE: Hex = `0x${'a1'.repeat(32)}`;
const BOB: Hex = `0x${'b0'.repeat(32)}`;
const runtime = loadRuntime('liberland-22');
const SUCCESS = event('system.ExtrinsicSuccess', [[undefined, 'Normal']]);
const paid = event('balances.Transfer', [BOB, ALICE, 500n]);

/** The bytes of such a transfer, by extrinsic 1, as a remark that an event repeats. */
const pretended: Hex = `0x00010000000602${BOB.slice(2)}${ALICE.slice(2)}f401${'00'.repeat(14)}00`;
const remarked = event('llm.Remarked', [pretended]);

/** The receipt of a payment of 500 in a block with these events. */
async function receiptOf(events: readonly ReturnType<typeof event>[], eventIndex: number): Promise<Receipt> {
  const { blocks, methods } = provenChain({
    runtime,
    stateVersion: 1,
    blocks: [
      { timestamp: 6_000, extrinsics: [{ signer: BOB, call: call('system.remark', [pretended]), events }] },
    ],
    sets: [{ keys: [testKey(1)], last: 1 }],
  });
  const payment = {
    blockNumber: 1,
    blockHash: blocks[1]?.hash ?? '0x',
    eventIndex,
    extrinsicIndex: 1,
    fromAccount: BOB,
    toAccount: ALICE,
    value: '500',
  };
  const node = {
    connected: true,
    request: <T>(method: string, params: readonly unknown[] = []) =>
      Promise.resolve(methods[method]?.(params) as T),
  };
  const proofs = await provePayments(node, null, [payment], 'inclusion');
  const shown = { ...payment, id: `1-${eventIndex}`, from: BOB, to: ALICE };
  return { order: { asset: null }, payments: [shown], blocks: proofs.blocks } as unknown as Receipt;
}

test('a transfer is confirmed', async () => {
  const receipt = await receiptOf([paid, SUCCESS], 1);
  expect(() => confirmEvents(receipt, [runtime.metadata])).not.toThrow();
});

// As it is written in docs/receipts.md: without metadata the two are alike.
test('a remark with the bytes of one passes for one without metadata, and is found out with it', async () => {
  const receipt = await receiptOf([remarked, SUCCESS], 1);
  expect(receipt.blocks[0]?.events).toHaveProperty('proof');
  expect(() => confirmEvents(receipt, [runtime.metadata])).toThrow(
    expect.objectContaining({ code: 'RECEIPT_FORGED' }) as Error,
  );
});

test.each([
  ['another event', SUCCESS],
  ['another transfer', event('balances.Transfer', [BOB, ALICE, 499n])],
])('%s of the block is not the payment', async (_name, other) => {
  const receipt = await receiptOf([other, paid, SUCCESS], 1);
  expect(() => confirmEvents(receipt, [runtime.metadata])).toThrow(
    expect.objectContaining({ code: 'RECEIPT_FORGED' }) as Error,
  );
});

test('events without proof are not confirmed', async () => {
  const receipt = await receiptOf([paid, SUCCESS], 1);
  const [block] = receipt.blocks;
  const without = {
    ...receipt,
    blocks: block ? [{ ...block, events: { missing: 'not-given' as const } }] : [],
  };
  expect(() => confirmEvents(without, [runtime.metadata])).toThrow(
    expect.objectContaining({ code: 'RECEIPT_EVENTS_UNPROVEN' }) as Error,
  );
});
