import { verifyMetrics, type Verification } from '../../store/till/metrics/verify.js';
import type { Config } from '../config.js';
import { withTill } from '../till.js';

export interface VerifyMetricsOptions {
  readonly json?: boolean;
}

type Difference = Verification['differences'][number];

const BLOCKS = 10_000;
/** Differences that are printed. */
const MOST = 20;
/** Comparing is one long statement. */
const STATEMENT_MS = 3_600_000;
const SAID_EVERY = 500_000;

/**
 * `chaintill verify-metrics`: counts all payments of the index and all orders again and compares that with the roll-ups; it changes
 * nothing.
 * Differences make the exit code 1.
 * @throws {ChaintillError} `NO_DATABASE`, `INDEX_NOT_READY`
 */
export async function verifyMetricsOf(config: Config, { json = false }: VerifyMetricsOptions): Promise<void> {
  await withTill(
    config,
    async (till) => {
      let said = 0;
      const result = await verifyMetrics(till, {
        schema: 'chain',
        blocks: BLOCKS,
        most: MOST,
        onHeight(height) {
          if (height < said + SAID_EVERY) return;
          said = height;
          console.error(`counted up to block ${height}`);
        },
      });
      if (json) console.log(JSON.stringify(result));
      else for (const line of describe(result)) console.log(line);
      if (result.different > 0) process.exitCode = 1;
    },
    { statementTimeoutMs: STATEMENT_MS },
  );
}

function describe({ height, rows, different, differences }: Verification): readonly string[] {
  if (different === 0)
    return [`The metrics are what the index and the orders say: ${rows} roll-ups up to block ${height}.`];
  return [
    `Of ${rows} roll-ups up to block ${height}, ${different} are not what the index or the orders say:`,
    ...differences.map(describeDifference),
    ...(differences.length < different ? [`… and ${different - differences.length} more`] : []),
  ];
}

function describeDifference(difference: Difference): string {
  const { table, quarter, asset, stored, counted } = difference;
  const whose = table === 'orders' ? `of ${difference.merchantId}` : `to ${difference.account}`;
  const of = `${table} ${whose} from ${quarter}${asset === null ? '' : ` in asset ${asset}`}`;
  const text = (row: Difference['stored']): string => (row === null ? 'nothing' : JSON.stringify(row));
  return `${of}: stored ${text(stored)}, counted ${text(counted)}`;
}
