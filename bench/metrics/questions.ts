/** What the benchmark asks the gateway, as paths of its REST API. */
import {
  BLOCKS,
  COMPANY,
  END,
  GIANT,
  MOVED_COMPANY,
  RARE,
  REFERENCE,
  SMALL_COMPANY,
  SHOP_COMPANY,
  START,
} from '../chain/names.js';

export interface Question {
  readonly name: string;
  /** Asks as the merchant whose orders there are. */
  readonly asMerchant?: boolean;
  /** Another one each round, so that no answer is that of the round before. */
  readonly path: (round: number) => string;
}

const DAY = 86_400_000;
const ZONES = ['UTC', 'Europe/Prague', 'Asia/Kathmandu', 'America/St_Johns'];

/** A number below a limit that looks drawn, and is the same in each run. */
function drawn(round: number, limit: number): number {
  return (round * 2_654_435_761) % limit;
}

function history(company: string, name: string, filter: string): Question {
  return {
    name,
    // Up to any block in the last tenth of the chain.
    path: (round) =>
      `/v1/companies/${company}/history?limit=50&toBlock=${BLOCKS - drawn(round, Math.floor(BLOCKS / 10))}${filter}`,
  };
}

function deep(company: string): Question {
  return {
    name: 'any page of the whole history',
    path: (round) =>
      `/v1/companies/${company}/history?limit=50&toBlock=${BLOCKS / 10 + drawn(round, BLOCKS / 2)}`,
  };
}

/** Of a company with a million and a half transfers, four other accounts, and payments between its own. */
export const HISTORY: readonly Question[] = [
  { name: 'the newest page', path: () => `/v1/companies/${COMPANY}/history?limit=50` },
  { name: 'the oldest page', path: () => `/v1/companies/${COMPANY}/history?limit=50&order=oldest` },
  deep(COMPANY),
  {
    ...deep(COMPANY),
    name: 'any page of 500',
    path: (round) => deep(COMPANY).path(round).replace('limit=50', 'limit=500'),
  },
  history(COMPANY, 'what came in', '&directions=IN'),
  history(COMPANY, 'what went out', '&directions=OUT'),
  history(COMPANY, 'between its own accounts', '&directions=INTERNAL'),
  history(COMPANY, 'in an asset', '&asset=1'),
  history(COMPANY, 'in a rare asset', '&asset=2'),
  history(COMPANY, 'from or to a rare counterparty', `&counterparty=${RARE}`),
  history(COMPANY, 'with a reference', `&reference=${REFERENCE}`),
  history(COMPANY, 'of one in a hundred values', '&minimumValue=991000000000'),
  {
    name: 'failed payments',
    path: (round) =>
      `/v1/companies/${COMPANY}/failed-payments?limit=50&toBlock=${BLOCKS - drawn(round, BLOCKS / 2)}`,
  },
  { name: 'statements of a year', path: (round) => statements(COMPANY, round) },
  { name: 'statements, accounts changed', path: (round) => statements(MOVED_COMPANY, round) },
  { name: 'accounts changed, any page', path: (round) => deep(MOVED_COMPANY).path(round) },
  {
    name: 'a quiet company, newest page',
    path: (round) => `/v1/companies/0-${10 + (round % 200)}/history?limit=50`,
  },
];

function statements(company: string, round: number): string {
  const zone = ZONES[round % ZONES.length] ?? 'UTC';
  return `/v1/companies/${company}/statements?from=2025-11&to=2026-10&timeZone=${zone}`;
}

const SUBJECTS: readonly (readonly [name: string, asked: string])[] = [
  ['account', `&account=${GIANT}`],
  ['company', `&company=${COMPANY}`],
  ['accounts changed', `&company=${MOVED_COMPANY}`],
  ['quiet company', `&company=${SMALL_COMPANY}`],
  ['merchant', ''],
];
const WINDOWS = [
  ['a day by hour', 1, 'hour'],
  ['a week by hour', 7, 'hour'],
  ['a month by hour', 30, 'hour'],
  ['a month by day', 30, 'day'],
  ['a quarter by day', 91, 'day'],
  ['a year by day', 364, 'day'],
  ['a year by week', 364, 'week'],
  ['a year by month', 364, 'month'],
] as const;

/** Windows that begin at any moment, in the time zones by turns. */
export const FIGURES: readonly Question[] = SUBJECTS.flatMap(([subject, asked]) =>
  WINDOWS.map(([window, days, interval]) => ({
    name: `${subject}, ${window}`,
    asMerchant: subject === 'merchant',
    path: (round: number) => {
      const latest = Math.max(END - days * DAY - START, DAY);
      const from = START + drawn(round, latest);
      const text = (instant: number): string => new Date(instant).toISOString();
      const zone = ZONES[round % ZONES.length] ?? 'UTC';
      return `/v1/metrics/payments?from=${text(from)}&to=${text(from + days * DAY)}&interval=${interval}&timeZone=${zone}${asked}`;
    },
  })),
);

/** A company with a million transfers, for its files. */
export const FILES = [
  { name: 'CSV', path: `/v1/companies/${SHOP_COMPANY}/history.csv` },
  { name: 'JSON', path: `/v1/companies/${SHOP_COMPANY}/history.json` },
] as const;
