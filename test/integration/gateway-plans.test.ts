/** `npm run bench:plans` in small: no list may read a table from end to end, whatever accounts it is asked for. */
import { findPlans } from '../../bench/plans/plans.js';
import { createTestDatabase } from '../support/postgres.js';

it('everything that the gateway asks is answered by an index', async () => {
  const database = await createTestDatabase('plans');
  try {
    const findings = await findPlans(database.url, 200_000, () => undefined);
    const faults = findings.filter(({ fault }) => fault !== null);
    expect(faults.map(({ operation, fault, verdict }) => [operation.name, fault, verdict.text])).toEqual([]);
    const read = (name: string): readonly string[] =>
      findings.filter(({ operation }) => operation.name === name).flatMap(({ verdict }) => verdict.scans);
    expect(read('transfers to a busy payee')).toEqual(['Index Scan of chaintill_transfers_to_id']);
    expect(read('transfers to a payee that was busy long ago')).toEqual([
      'Index Scan of chaintill_transfers_to_id',
    ]);
    expect(read('failed payments to a payee that was busy long ago')).toContain(
      'Index Scan of chaintill_failed_payments_to_id',
    );
    expect(read('from or to a busy account')).toEqual([
      'Index Scan of chaintill_transfers_from_id',
      'Index Scan of chaintill_transfers_to_id',
    ]);
  } finally {
    await database.drop();
  }
}, 180_000);
