/** What came and went of a company in each month. */
import { readMonths, type StatementMonth } from '../../domain/company/months.js';
import { statementsOf, type Statement } from '../../domain/company/statement.js';
import { openZone } from '../../domain/metrics/zone.js';
import type { ChainDatabase } from '../../store/chain/database.js';
import { firstBlocksAt } from '../../store/company/moments.js';
import { readSpans } from '../../store/company/spans.js';
import { totalsBefore } from '../../store/company/totals-before.js';
import { readField } from '../../domain/bad-field.js';
import type { GatewayContext } from '../graphql/context.js';
import type { AssetDescription } from '../graphql/views.js';
import { describeAssets } from '../order-answer.js';
import { viewUnit } from './unit.js';
import type { ViewSurroundings } from './view.js';

export interface StatementsInput {
  /** As IANA names it. */
  readonly timeZone: string;
  /** As `2026-03`; null for the 12 months up to the last. */
  readonly from: string | null;
  /** Null for this month. */
  readonly to: string | null;
}

export type StatementView = ReturnType<typeof viewStatement>;

/**
 * Oldest month first, the chain's own token before assets.
 * @throws {ChaintillError} `BAD_USER_INPUT`, `UNKNOWN_TIME_ZONE`
 */
export async function readStatements(
  context: Pick<GatewayContext, 'chain'> & ViewSurroundings,
  companyId: string,
  { timeZone, from, to }: StatementsInput,
): Promise<readonly StatementView[]> {
  const zone = readField('timeZone', () => openZone(timeZone));
  const months = readMonths(zone, { from, to }, Date.now());
  return context.chain.snapshot(async (chain) => {
    const statements = statementsOf(months, await totalsAt(chain, companyId, months));
    const described = await describeAssets(
      chain,
      statements.map(({ asset }) => asset),
    );
    return statements.map((statement) =>
      viewStatement(
        statement,
        statement.asset === null ? null : (described.get(statement.asset) ?? null),
        context,
      ),
    );
  });
}

async function totalsAt(chain: ChainDatabase, companyId: string, months: readonly StatementMonth[]) {
  const edges = [...months.slice(0, 1).map(({ from }) => from), ...months.map(({ before }) => before)];
  const blocks = await firstBlocksAt(
    chain,
    edges.map((edge) => new Date(edge).toISOString()),
  );
  return totalsBefore(chain, companyId, await readSpans(chain, companyId), blocks);
}

const AMOUNTS = ['opening', 'received', 'sent', 'internal', 'closing'] as const;

function viewStatement(
  statement: Statement,
  described: AssetDescription | null,
  { network, views }: ViewSurroundings,
) {
  const { month, asset, fees } = statement;
  const formatted = {
    ...written((name) => views.formatted(statement[name], asset, described)),
    fees: views.formatted(fees, null),
  };
  return {
    month: month.name,
    from: new Date(month.from).toISOString(),
    before: new Date(month.before).toISOString(),
    ...viewUnit(network, asset, described),
    ...written((name) => statement[name].toString()),
    fees: fees.toString(),
    formatted,
    receivedCount: Number(statement.receivedCount),
    sentCount: Number(statement.sentCount),
    internalCount: Number(statement.internalCount),
  };
}

function written<T>(of: (name: (typeof AMOUNTS)[number]) => T): Record<(typeof AMOUNTS)[number], T> {
  return Object.fromEntries(AMOUNTS.map((name) => [name, of(name)])) as Record<(typeof AMOUNTS)[number], T>;
}
