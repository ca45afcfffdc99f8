import { hexToBytes, type Hex } from '../../../src/domain/hex.js';
import { findTransfers, type PaidTransfer } from '../../../src/domain/receipt/transfer-event.js';
import { paidChain } from '../../support/paid-chain.js';

const ALICE: Hex = `0x${'a1'.repeat(32)}`;
const BOB: Hex = `0x${'b0'.repeat(32)}`;

function paidIn(
  number: number,
  asset: string | null = null,
): { events: Uint8Array; transfers: PaidTransfer[] } {
  const { blocks, payments } = paidChain(BOB, ALICE, 1, asset);
  return {
    events: hexToBytes(blocks[number]?.events ?? '0x'),
    transfers: payments
      .filter(({ blockNumber }) => blockNumber === number)
      .map(({ fromAccount: from, toAccount: to, ...payment }) => ({ ...payment, from, to })),
  };
}

test('two alike of one extrinsic are found one after the other, with the numbers of their event', () => {
  const { events, transfers } = paidIn(3);
  const found = findTransfers(events, transfers.toReversed(), null) ?? [];
  expect(found.map(({ eventIndex, pallet, event }) => [eventIndex, pallet, event])).toEqual([
    [1, 6, 2],
    [2, 6, 2],
  ]);
  const [first, second] = found.map(({ offset }) => offset) as [number, number];
  // Phase, two numbers, two accounts, the amount, no topics.
  expect(second - first).toBe(5 + 2 + 64 + 16 + 1);
});

test('of an asset, by its number', () => {
  const { events, transfers } = paidIn(5, '1');
  expect(findTransfers(events, transfers, '1')).toMatchObject([{ eventIndex: 2, event: 2 }]);
  expect(findTransfers(events, transfers, '2')).toBeNull();
  expect(findTransfers(events, transfers, null)).toBeNull();
  expect(findTransfers(events, transfers, '{"parents":1}')).toBeNull();
});

const changes: [string, (transfer: PaidTransfer) => Partial<PaidTransfer>][] = [
  ['of another amount', () => ({ value: '251' })],
  ['of an amount that no event has', () => ({ value: (2n ** 128n + 250n).toString() })],
  ['of another payer', () => ({ from: ALICE })],
  ['to another payee', () => ({ to: BOB })],
  ['to no account', () => ({ from: '0x', to: '0x' })],
  ['of another extrinsic', ({ extrinsicIndex }) => ({ extrinsicIndex: extrinsicIndex + 1 })],
  ['of an event that the block does not have', () => ({ eventIndex: 6 })],
];
test.each(changes)('none %s', (_name, change) => {
  const { events, transfers } = paidIn(5);
  expect(findTransfers(events, transfers, null)).toHaveLength(1);
  const changed = transfers.map((transfer) => ({ ...transfer, ...change(transfer) }));
  expect(findTransfers(events, changed, null)).toBeNull();
});

test('one event is not two payments', () => {
  const { events, transfers } = paidIn(5);
  const twice = transfers.flatMap((transfer) => [
    transfer,
    { ...transfer, eventIndex: transfer.eventIndex + 1 },
  ]);
  expect(findTransfers(events, twice, null)).toBeNull();
});
