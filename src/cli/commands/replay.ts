import { ChaintillError } from '../../domain/errors.js';
import type { Notation } from '../../domain/events/notation.js';
import { dustOf, type NetworkProfile } from '../../domain/network.js';
import type { RecordDifference } from '../../domain/replay/compare.js';
import { planSettlement } from '../../domain/settlement/plan.js';
import { checkReplay, type ReplayCheck } from '../../settlement/replay/check.js';
import { DEV_NETWORK, type Config } from '../config.js';
import { loadProfile } from '../network.js';
import { findInstance } from '../process/run-file.js';
import { withTill } from '../till.js';

export interface ReplayFlags {
  readonly blocks: string;
  readonly json?: boolean;
}

const MOST_BLOCKS = 1_000_000;
/** Differences that are told. */
const MOST = 100;
/** Of them, printed without `--json`. */
const MOST_PRINTED = 20;
/** Sorting all orders is one statement, and the transaction waits while a range is replayed. */
const STATEMENT_MS = 3_600_000;
const SAID_EVERY = 100_000;
/** The exit codes, as docs/replay.md has them. */
const DIFFERENT = 1;
const NOT_CHECKED = 2;

/** How events write accounts and amounts is not compared: only which events there are. */
const NOTATION: Notation = { ss58Prefix: 42, native: { symbol: '', decimals: 0 }, assets: new Map() };

/**
 * `chaintill replay --check`: rebuilds what settlement stored, and compares; it changes nothing. Exit code 0 for equal, 1 for
 * differences, 2 where it could not be done, with the reason on standard error.
 */
export async function replayOf(readConfig: () => Config, flags: ReplayFlags): Promise<void> {
  try {
    await check(readConfig(), flags);
  } catch (error) {
    if (!(error instanceof ChaintillError)) throw error;
    console.error(`${error.code}: ${error.message}`);
    process.exitCode = NOT_CHECKED;
  }
}

async function check(config: Config, { blocks: given, json = false }: ReplayFlags): Promise<void> {
  const blocks = Number(given);
  if (!Number.isInteger(blocks) || blocks < 1 || blocks > MOST_BLOCKS)
    throw new ChaintillError('CONFIG', `--blocks: expected a whole number from 1 to ${MOST_BLOCKS}`);
  const network = await findProfile(config);
  const dust = (asset: string | null): bigint => (network ? dustOf(network, asset) : 0n);
  await withTill(
    config,
    async (till) => {
      let said = 0;
      const result = await checkReplay(till, {
        schema: 'chain',
        blocks,
        most: MOST,
        plan: (work) => planSettlement(work, dust, NOTATION),
        chainIdentity: network?.genesisHash ?? null,
        onHeight(height, of) {
          if (height < said + SAID_EVERY) return;
          said = height;
          console.error(`replayed up to block ${height} of ${of}`);
        },
      });
      if (json) console.log(JSON.stringify(result));
      else for (const line of describe(result)) console.log(line);
      if (result.different > 0) process.exitCode = DIFFERENT;
      else if (result.due > 0) process.exitCode = NOT_CHECKED;
    },
    { statementTimeoutMs: STATEMENT_MS },
  );
}

/** Of the settings, or of the instance that runs here; null for a dev chain, which has no dust, and no name to be known by. */
async function findProfile({ network, databaseUrl, data }: Config): Promise<NetworkProfile | null> {
  if (network !== DEV_NETWORK) return loadProfile(network);
  const instance = databaseUrl === null ? await findInstance(data) : null;
  return instance === null || instance.dev ? null : loadProfile(instance.network);
}

function describe(result: ReplayCheck): readonly string[] {
  const { from, to, orders, payments, ranges, different, differences, due, setAside } = result;
  const what = `${orders} orders and ${payments} payments of blocks ${from} to ${to}`;
  const bad = ranges.filter((range) => range.different > 0);
  return [
    ...(different === 0
      ? [`The till holds what the replay gives: ${what}. State hash ${result.till}`]
      : [
          `Of ${what}, ${different} are not what the replay gives:`,
          ...bad.map((range) => `  blocks ${range.from} to ${range.to}: ${range.different}`),
          ...differences.slice(0, MOST_PRINTED).map(describeDifference),
          ...(different > MOST_PRINTED ? [`… and ${different - MOST_PRINTED} more`] : []),
        ]),
    ...(due === 0 ? [] : [`${due} orders are due and not expired yet: try again once settlement has.`]),
    ...(setAside === 0 ? [] : [`${setAside} orders are set aside, and were not compared: see /health.`]),
  ];
}

function describeDifference({ kind, id, till, replay }: RecordDifference): string {
  if (till === null) return `${kind} ${id}: the till has none, the replay gives ${JSON.stringify(replay)}`;
  if (replay === null) return `${kind} ${id}: the till has ${JSON.stringify(till)}, the replay gives none`;
  const fields = Object.keys(till).map(
    (name) => `${name} is ${JSON.stringify(till[name])}, the replay gives ${JSON.stringify(replay[name])}`,
  );
  return `${kind} ${id}: ${fields.join('; ')}`;
}
