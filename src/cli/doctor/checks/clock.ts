import { readDatabaseServer } from '../../../store/till/inspection/server.js';
import type { Check } from '../examine.js';
import { ok, problem, warning, type Remark } from '../finding.js';

const ADVICE = 'set the clocks by NTP: keys, leases and signed webhooks are judged by them';
const TOLERATED_MS = 5_000;
/** Receivers of signed webhooks refuse those that are off by minutes. */
const BAD_MS = 60_000;

/** This machine's clock against the database's, and the chain's. */
export const clock: Check = {
  name: 'clock',
  async examine({ databases, network, seen }) {
    const remarks: Remark[] = [];
    if (databases !== null && seen.database) {
      const before = Date.now();
      const { now } = await readDatabaseServer(databases.till);
      remarks.push(judge('the database', now.getTime() - (before + Date.now()) / 2));
    }
    // A finalized block is always some time old, so it says only whether the clock is behind. Dev chains set their own.
    if (network !== null && seen.finalizedAt !== null) {
      remarks.push(judge('the chain', Math.max(0, seen.finalizedAt - Date.now())));
    }
    return remarks;
  },
};

function judge(whose: string, aheadMs: number): Remark {
  const seconds = Math.round(Math.abs(aheadMs) / 1_000);
  const text = `this machine's clock is ${seconds} s ${aheadMs > 0 ? 'behind' : 'ahead of'} that of ${whose}`;
  if (Math.abs(aheadMs) > BAD_MS) return problem(text, ADVICE);
  return Math.abs(aheadMs) > TOLERATED_MS ? warning(text, ADVICE) : ok(`as that of ${whose}`);
}
