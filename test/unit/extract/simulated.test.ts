/**
 * The extractor judged by a dispatch simulator that knows what really happened: for any call tree with any failures in
 * it, every transfer is found, and each remark belongs to the transfer that the written rule says.
 */
import fc from 'fast-check';
import type { Hex } from '../../../src/domain/hex.js';
import { feeWithoutEvent, simulateExtrinsic, type Simulated } from '../../fixture-chain/simulate.js';
import { pairsOf } from '../../fixture-chain/scenario/plan.js';
import { callTree, factsOf, fee, hashing, SIGNER } from './call-trees.js';

/** Events of the inherent before the extrinsic's. */
const OFFSET = 1;

/** The written rule, applied to what really happened: event index of a transfer → its remark, `?` where it cannot be told. */
function tagsOf(simulated: Simulated): Map<number, Hex | '?'> {
  const { pairs, unclear } = pairsOf(simulated);
  const tags = new Map<number, Hex | '?'>();
  for (const [remark, transfer] of pairs) tags.set(transfer.event + OFFSET, remark.data);
  for (const step of unclear) {
    if (step.kind === 'transfer' && simulated.steps.includes(step)) tags.set(step.event + OFFSET, '?');
  }
  return tags;
}

describe('any call tree', () => {
  it('pairs what belongs together, and nothing else', () => {
    fc.assert(
      fc.property(callTree(4, false), fee, (root, taken) => {
        const simulated = simulateExtrinsic({ signer: SIGNER, call: root, fee: taken }, hashing);
        const facts = factsOf(root, simulated);
        const found = new Map<number, Hex | '?'>();
        for (const transfer of facts.transfers) {
          const remark = transfer.remark === null ? undefined : facts.remarks[transfer.remark];
          if (remark) found.set(transfer.eventIndex, remark.bytes);
          if (transfer.pairing === 'ambiguous') found.set(transfer.eventIndex, '?');
        }
        expect([...found]).toEqual([...tagsOf(simulated)].sort(([a], [b]) => a - b));
        const ran = simulated.success ? simulated.steps.filter((step) => step.kind === 'remark') : [];
        expect(facts.remarks.map(({ bytes: data, callPath }) => ({ data, path: callPath }))).toEqual(
          ran.map(({ data, path }) => ({ data, path })),
        );
      }),
      { numRuns: 2000 },
    );
  });

  it('finds every transfer, whatever happened around it', () => {
    fc.assert(
      fc.property(callTree(3, true), fee, (root, taken) => {
        const simulated = simulateExtrinsic({ signer: SIGNER, call: root, fee: taken }, hashing);
        const transfers = simulated.steps.filter((step) => step.kind === 'transfer');
        expect(
          factsOf(root, simulated).transfers.map(({ eventIndex, asset, from, to, value }) => ({
            eventIndex,
            asset,
            from,
            to,
            value,
          })),
        ).toEqual(
          transfers.map((step) => ({
            eventIndex: step.event + OFFSET,
            asset: step.asset,
            from: step.from,
            to: step.to,
            value: step.amount,
          })),
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('pairs nothing where something ran that the block does not show', () => {
    fc.assert(
      fc.property(callTree(3, true), fee, (root, taken) => {
        const simulated = simulateExtrinsic({ signer: SIGNER, call: root, fee: taken }, hashing);
        fc.pre(simulated.hidden && simulated.success);
        const { transfers, remarks } = factsOf(root, simulated);
        expect(transfers.filter(({ pairing }) => pairing !== 'ambiguous')).toEqual([]);
        expect(remarks.filter(({ pairing }) => pairing !== 'ambiguous')).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('pairs the same or nothing on a runtime without item events', () => {
    fc.assert(
      fc.property(callTree(2, false), (root) => {
        const taken = feeWithoutEvent(SIGNER, 1000n);
        const simulated = simulateExtrinsic(
          { signer: SIGNER, call: root, fee: taken, itemEvents: false },
          hashing,
        );
        const { transfers, remarks } = factsOf(root, simulated);
        const expected = tagsOf(simulated);
        for (const transfer of transfers) {
          if (transfer.remark === null) continue;
          expect(remarks[transfer.remark]?.bytes).toBe(expected.get(transfer.eventIndex));
        }
      }),
      { numRuns: 1000 },
    );
  });
});
