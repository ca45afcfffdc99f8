import { lagOf } from '../../../gateway/lag.js';
import { readIndexing } from '../../../store/chain/indexing.js';
import type { Check } from '../examine.js';
import { ok, problem, warning } from '../finding.js';

const FEW_BLOCKS = 10;
/** As /health has it. */
const NORMAL_MS = 120_000;
const ADVICE =
  'see whether the indexer runs, and its log; over much history, docs/backfill.md tells how long it takes';

export const indexing: Check = {
  name: 'indexing',
  async examine({ databases, network, seen }) {
    if (databases === null || !seen.database) return [];
    const { indexedHeight, genesisHash } = await readIndexing(databases.chain);
    if (network?.genesisHash != null && genesisHash !== null && genesisHash !== network.genesisHash) {
      return [
        problem(
          `the index is of another chain, with genesis ${genesisHash}`,
          'let DATABASE_URL name the database of this network',
        ),
      ];
    }
    if (indexedHeight === null) return [problem('no block is indexed yet', ADVICE)];
    const lag = lagOf(seen.finalized, indexedHeight);
    if (lag === null) {
      return [
        warning(
          `at block ${indexedHeight}; how far it trails cannot be told`,
          'see what is said of the endpoints',
        ),
      ];
    }
    const normal = Math.max(FEW_BLOCKS, Math.ceil(NORMAL_MS / (network?.blockTimeMs ?? NORMAL_MS)));
    const text = `at block ${indexedHeight}, ${lag} finalized blocks behind`;
    return lag > normal ? [problem(text, ADVICE)] : [ok(text)];
  },
};
