/**
 * Failed payments judged by the dispatch simulator, which knows what it did with each call; and by input that no chain
 * would give.
 */
import fc from 'fast-check';
import type { BlockData, CallData, Field } from '../../../src/domain/extract/block.js';
import { extract } from '../../../src/domain/extract/extract.js';
import { rowsOf } from '../../../src/domain/extract/rows.js';
import { plainDispatchError } from '../../fixture-chain/build/plain.js';
import { failedTransfers } from '../../fixture-chain/scenario/failures.js';
import { simulateExtrinsic } from '../../fixture-chain/simulate.js';
import { callTree, factsOf, fee, hashing, SIGNER } from './call-trees.js';

/** Errors that differ, so that the one of another failure is noticed. */
function numberedErrors(): typeof hashing {
  let n = 0;
  return { ...hashing, nextError: () => plainDispatchError('Token', `E${n++}`) };
}

describe('any call tree', () => {
  it('gives every payment that did not happen, why, and for which remark', () => {
    let seen = 0;
    fc.assert(
      fc.property(fc.oneof(callTree(4, false), callTree(3, true)), fee, (root, taken) => {
        const simulated = simulateExtrinsic({ signer: SIGNER, call: root, fee: taken }, numberedErrors());
        const expected = failedTransfers(simulated);
        seen += expected.length;
        const found = factsOf(root, simulated).failedPayments.map((one) => ({
          asset: one.asset,
          from: one.from,
          to: one.to,
          value: one.value,
          path: one.callPath,
          how: one.how,
          outcome: one.outcome,
          error: one.error,
          pairing: one.pairing,
          remark: one.remark,
        }));
        expect(found).toEqual(expected);
      }),
      { numRuns: 3000 },
    );
    expect(seen).toBeGreaterThan(1000);
  });
});

const NO_CALL: CallData = { name: 'x.y', fields: [], calls: [] };

describe('odd input', () => {
  const text = fc.constantFrom('0x', '0x01', '0xff00', `0x${'a1'.repeat(32)}`);
  const error = fc.record({ pallet: fc.constant(null), name: fc.string(), docs: fc.string() });
  const field: fc.Arbitrary<Field> = fc.oneof(
    text,
    fc.bigInt(),
    fc.boolean(),
    fc.integer(),
    fc.constant(null),
    error,
  );
  const fields = fc.array(field, { maxLength: 5 });
  const names = fc.constantFrom(
    'balances.transfer',
    'assets.transfer',
    'assets.transferApproved',
    'system.remark',
    'utility.batch',
    'utility.batchAll',
    'utility.forceBatch',
    'utility.asDerivative',
    'proxy.proxy',
    'multisig.asMulti',
    'sudo.sudo',
    'council.propose',
    'x.y',
  );
  const tree = (depth: number): fc.Arbitrary<CallData> =>
    fc.record({
      name: names,
      fields,
      calls: fc.array(depth === 0 ? fc.constant(NO_CALL) : tree(depth - 1), { maxLength: 3 }),
    });
  const event = fc.record({
    name: fc.constantFrom(
      'system.ExtrinsicSuccess',
      'system.ExtrinsicFailed',
      'utility.BatchInterrupted',
      'utility.BatchCompletedWithErrors',
      'utility.ItemCompleted',
      'utility.ItemFailed',
      'proxy.ProxyExecuted',
      'multisig.MultisigExecuted',
      'sudo.Sudid',
      'balances.Transfer',
      'transactionPayment.TransactionFeePaid',
    ),
    phase: fc.constantFrom(0, 1, 'initialization' as const, 'finalization' as const),
    fields,
  });
  const block: fc.Arbitrary<BlockData> = fc.record({
    number: fc.nat(),
    hash: fc.constant('0x00' as const),
    timestamp: fc.option(fc.nat()),
    extrinsics: fc.array(
      fc.record({
        hash: fc.constant('0x01' as const),
        signer: fc.constantFrom(null, SIGNER, '0x02' as const),
        call: tree(3),
      }),
      { maxLength: 2 },
    ),
    events: fc.array(event, { maxLength: 12 }),
  });

  it('gives fewer rows, never an error', () => {
    fc.assert(
      fc.property(block, (data) => {
        const { failedPayments } = rowsOf(data, extract(data));
        for (const row of failedPayments) {
          expect(['failed', 'skipped', 'reverted']).toContain(row.outcome);
          expect(row.extrinsicHash).toBe('0x01');
        }
      }),
      { numRuns: 3000 },
    );
  });
});
