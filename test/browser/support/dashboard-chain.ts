/** A month of payments to Alice, up to now, as the index and its roll-ups have them. */
import { parseAccount } from '../../../src/domain/account.js';
import { rollUp } from '../../../src/store/till/metrics/roll-up.js';
import type { TillDatabase } from '../../../src/store/till/database.js';
import { ALICE, BOB, CHARLIE } from '../../support/accounts.js';
import type { TestIndex } from '../../support/gateway.js';
import { acceptIndex, indexBlocks } from '../../support/metrics.js';

const DAY = 86_400_000;
const DAYS = 30;
const APART_MS = 20 * 60_000;
const FIRST_BLOCK = 40_200;
const BLOCKS_OF_A_DAY = 300;
const BLOCKS_APART = 20;
const LLD = 10n ** 12n;
/** How many payments came on a day, by turns; none on some. */
const PER_DAY = [3, 5, 4, 7, 6, 2, 0, 4, 6, 5, 8, 9, 3, 1];
const ERRORS = [
  ['Balances', 'InsufficientBalance'],
  [null, 'Token.FundsUnavailable'],
  ['Balances', 'InsufficientBalance'],
] as const;

const to = parseAccount(ALICE);
const payers = [parseAccount(BOB), parseAccount(CHARLIE)] as const;

/** @param height that settlement is at */
export async function fillChain({ client }: TestIndex, till: TillDatabase, height: number): Promise<void> {
  const now = Date.now();
  const payments = Array.from({ length: DAYS }, (_, day) => {
    const count = PER_DAY[day % PER_DAY.length] ?? 0;
    return Array.from({ length: count }, (_, i) => ({
      block: FIRST_BLOCK + day * BLOCKS_OF_A_DAY + i * BLOCKS_APART,
      at: now - (DAYS - 1 - day) * DAY - (count - i) * APART_MS,
      from: payers[(day + i) % 2 === 0 ? 0 : 1],
      value: (BigInt(((day * 7 + i * 5) % 23) + 2) * LLD) / 2n,
      error: (day + i) % 6 === 5 ? (ERRORS[day % ERRORS.length] ?? null) : null,
    }));
  }).flat();
  const chain = {
    times: new Map(payments.map(({ block, at }) => [block, at])),
    transfers: payments.map(({ block, from, value }) => ({
      block,
      from,
      to,
      asset: null,
      value,
      byCall: true,
    })),
    failures: payments.flatMap(({ block, from, value, error }) =>
      error === null ? [] : [{ block, from, to, asset: null, value, error }],
    ),
  };
  await indexBlocks(client, chain, FIRST_BLOCK, height);
  await acceptIndex(client, height);
  while ((await rollUp(till, { schema: 'chain', most: 20_000 })).more);
}
