import { CompiledQuery } from 'kysely';
import type { ChainDatabase } from '../../src/store/chain/database.js';
import { nameOf } from '../../src/store/keyed.js';

/** A statement as the gateway sent it. */
export interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

export interface Verdict {
  readonly milliseconds: number;
  /** Indexes and tables that it read, as `Index Scan of chaintill_transfers_to_id`. */
  readonly scans: readonly string[];
  /** Rows that its scans looked at, whether they were of use or not. */
  readonly rows: number;
  /** Large tables that it read from end to end. */
  readonly whole: readonly string[];
  /** `EXPLAIN (ANALYZE, BUFFERS)` as text. */
  readonly text: string;
}

/** Tables that grow with the chain. */
const LARGE = new Set(['transfers', 'asset_transfers', 'remarks', 'failed_payments']);

/** A node of `EXPLAIN (ANALYZE, FORMAT JSON)`. */
export interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** Runs a statement, as the gateway's own connections would, and judges its plan. */
export async function explain({ db }: ChainDatabase, { sql, parameters }: Statement): Promise<Verdict> {
  const run = async (format: string): Promise<readonly unknown[]> => {
    const query = CompiledQuery.raw(`explain (analyze, buffers${format}) ${sql}`, [...parameters]);
    return (await db.executeQuery<Record<string, unknown>>(query)).rows.flatMap((row) => Object.values(row));
  };
  const [json] = await run(', format json');
  const [result] = json as [{ Plan: PlanNode; 'Execution Time': number }];
  const nodes = flatten(result.Plan);
  // What has a name is not planned for these values, but for any.
  const named = nameOf(sql) === undefined ? [] : await planForAny(db, sql);
  const scans = nodes.filter(
    (node) => node['Node Type'].includes('Scan') && !node['Node Type'].startsWith('Subquery'),
  );
  return {
    milliseconds: result['Execution Time'],
    scans: [
      ...new Set(
        scans.map(
          (node) => `${node['Node Type']} of ${node['Index Name'] ?? node['Relation Name'] ?? 'rows'}`,
        ),
      ),
    ],
    rows: scans.reduce(
      (sum, node) =>
        sum + (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'],
      0,
    ),
    whole: [...nodes, ...named]
      .filter((node) => node['Node Type'] === 'Seq Scan' && LARGE.has(node['Relation Name'] ?? ''))
      .map((node) => node['Relation Name'] ?? ''),
    text: (await run('')).map(String).join('\n'),
  };
}

async function planForAny(db: ChainDatabase['db'], sql: string): Promise<readonly PlanNode[]> {
  const query = CompiledQuery.raw(`explain (generic_plan, format json) ${sql}`);
  const [row = {}] = (await db.executeQuery<Record<string, unknown>>(query)).rows;
  const [[{ Plan }]] = Object.values(row) as [[{ Plan: PlanNode }]];
  return flatten(Plan);
}

/** A plan's nodes, outermost first. */
export function flatten(node: PlanNode): readonly PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(flatten)];
}
