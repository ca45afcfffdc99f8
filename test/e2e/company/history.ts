/** What a company moved while its accounts were its own, and nothing of before and after. */
import { ALICE, CHARLIE, DAVE, EVE, FERDIE } from '../../../src/chain/dev/accounts.js';
import { formatAccount } from '../../../src/domain/account.js';
import type { Hex } from '../../../src/domain/hex.js';
import type { LiberlandInstance } from '../../support/liberland-instance.js';
import { ZOE } from './attempts.js';
import type { CompanyLife } from './life.js';
import { LLD } from './payments.js';

const HISTORY = `query ($id: String!, $filter: CompanyHistoryFilter) { company(id: $id) {
  history(first: 50, orderBy: OLDEST_FIRST, filter: $filter) { nodes {
    blockNumber direction account { id } counterparty { id } value reference balanceAfter order { orderId } } } } }`;

interface Key {
  readonly id: string;
}
interface Entry {
  readonly blockNumber: number;
  readonly direction: string;
  readonly account: Key;
  readonly counterparty: Key;
  readonly value: string;
  readonly reference: string | null;
  readonly balanceAfter: string;
  readonly order: { readonly orderId: string } | null;
}

type Line = readonly [
  direction: 'IN' | 'OUT' | 'INTERNAL',
  account: Hex,
  counterparty: Hex,
  tokens: bigint,
  balance: bigint,
  order?: string,
];

const [alice, charlie, dave, eve, ferdie] = [ALICE, CHARLIE, DAVE, EVE, FERDIE].map(
  ({ publicKey }) => publicKey,
) as [Hex, Hex, Hex, Hex, Hex];

const WITH_BOTH: readonly Line[] = [
  ['IN', charlie, alice, 20n, 20n, 'P-1'],
  ['IN', dave, alice, 30n, 50n, 'P-2'],
  ['INTERNAL', charlie, dave, 5n, 50n],
  ['OUT', dave, eve, 3n, 47n],
  ['IN', dave, eve, 5n, 52n, 'BATCH-1'],
  ['IN', dave, alice, 8n, 60n, 'ITEM-1'],
  ['IN', charlie, ZOE.publicKey, 60n, 120n, 'KEEP'],
  ['IN', charlie, ferdie, 11n, 131n, 'BOTH-1'],
];
/** Charlie's account is another's now: what it gets is nobody's business, and what it sends comes from outside. */
const WITH_ONE: readonly Line[] = [
  ['IN', dave, alice, 50n, 181n],
  ['IN', dave, charlie, 6n, 187n],
];

export async function expectHistoryOfEachMoment(
  { ask, rest }: LiberlandInstance,
  life: CompanyLife,
): Promise<void> {
  const read = async (filter: object): Promise<readonly Entry[]> =>
    (
      await ask<{ company: { history: { nodes: readonly Entry[] } } }>(HISTORY, {
        id: life.company,
        filter,
      })
    ).company.history.nodes;
  const lines = async (filter: object): Promise<readonly object[]> => (await read(filter)).map(withoutBlock);

  const all = await read({});
  expect(all.map(withoutBlock)).toEqual([...WITH_BOTH, ...WITH_ONE].map(written));
  const { paid, moved, spent, paidLater, movedLater } = life;
  const heights = all.map(({ blockNumber }) => blockNumber);
  expect([...heights.slice(0, 4), ...heights.slice(-2)]).toEqual([
    paid,
    paid,
    moved,
    spent,
    paidLater,
    movedLater,
  ]);

  expect(await lines({ toBlock: life.approved })).toEqual([]);
  expect(await lines({ toBlock: life.changed - 1 })).toEqual(WITH_BOTH.map(written));
  expect(await lines({ fromBlock: life.changed })).toEqual(WITH_ONE.map(written));
  expect(await lines({ fromBlock: life.gone })).toEqual([]);

  const { data } = await rest<{ data: readonly object[] }>(
    'GET',
    `/v1/companies/${life.company}/history?order=oldest`,
  );
  expect(data).toMatchObject(
    all.map(({ order, ...entry }) => ({ ...entry, orderId: order?.orderId ?? null })),
  );
  expect(data).toHaveLength(all.length);
}

function withoutBlock(entry: Entry): object {
  return { ...entry, blockNumber: undefined };
}

function written([direction, account, counterparty, tokens, balance, order]: Line): object {
  return {
    direction,
    account: { id: formatAccount(account, 42) },
    counterparty: { id: formatAccount(counterparty, 42) },
    value: (tokens * LLD).toString(),
    reference: order ?? null,
    balanceAfter: (balance * LLD).toString(),
    order: order === undefined ? null : { orderId: order },
  };
}
