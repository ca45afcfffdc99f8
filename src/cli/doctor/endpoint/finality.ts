import { readHeader } from '../../../chain/header.js';
import { hexToBytes, type Hex } from '../../../domain/hex.js';
import { ok, problem, warning } from '../finding.js';
import type { Probe } from './probe.js';

/** twox128("Timestamp") + twox128("Now"): milliseconds since 1970, as a little-endian u64. */
const NOW_KEY = '0xf0c365c3cf59d671eb72da0e7a4113c49f1f0515f462cdcf84e0f1d6045dfcbb';
const OLD_MS = 120_000;
const STANDING_MS = 600_000;
/** On top of that, where blocks take long. */
const OLD_BLOCKS = 20;
const ADVICE = 'see whether the node is in sync and the chain finalizes, or name another with --endpoint';

/** How old the last finalized block is: one that finality no longer moves past grows old. */
export const finality: Probe = async ({ rpc, patient: { network, seen } }) => {
  const head = await rpc.request<Hex>('chain_getFinalizedHead');
  const { number } = readHeader(await rpc.request('chain_getHeader', [head]));
  const time = readTime(await rpc.request<unknown>('state_getStorage', [NOW_KEY, head]));
  if (seen.finalized === null || number > seen.finalized) {
    seen.finalized = number;
    seen.finalizedAt = time;
  }
  // Dev chains make blocks when there is something for them, and set their own clocks.
  if (network === null || time === null) return [ok(`finalized up to block ${number}`)];
  const age = Math.max(0, Date.now() - time);
  const text = `finalized up to block ${number}, ${Math.round(age / 1_000)} s ago`;
  const slow = network.blockTimeMs * OLD_BLOCKS;
  if (age > STANDING_MS + slow) return [problem(text, ADVICE)];
  return age > OLD_MS + slow ? [warning(text, ADVICE)] : [ok(text)];
};

function readTime(value: unknown): number | null {
  if (typeof value !== 'string' || value.length !== 18) return null;
  const bytes = hexToBytes(value);
  return Number(new DataView(bytes.buffer).getBigUint64(0, true));
}
