import type { Order, Wish } from './shop.js';

/** One order of the demo: what the shop wants, what the buyer does, and what must come of it. */
export interface Scene {
  readonly title: string;
  readonly wish: Pick<Wish, 'mode' | 'expiresInBlocks'>;
  /** Paid only once the order has expired. */
  readonly late: boolean;
  /** Hundredths of the price that are paid. */
  readonly percent: bigint;
  readonly done: (order: Order) => boolean;
  /** What a person should take from it. */
  readonly moral: (order: Order) => string;
}

const ON_TIME = { late: false } as const;

export const SCENES: readonly Scene[] = [
  {
    ...ON_TIME,
    title: 'Paid with a remark that names the order',
    wish: { mode: 'REFERENCE' },
    percent: 100n,
    done: ({ status }) => status === 'SETTLED',
    moral: ({ received, expected }) => `received ${received.formatted} of ${expected.formatted}`,
  },
  {
    ...ON_TIME,
    title: 'Paid to an address of its own, by a plain transfer',
    wish: { mode: 'ADDRESS' },
    percent: 100n,
    done: ({ status }) => status === 'SETTLED',
    moral: ({ received }) => `received ${received.formatted}, on an address that only Bob can sweep`,
  },
  {
    ...ON_TIME,
    title: 'Paid too little',
    wish: { mode: 'REFERENCE' },
    percent: 80n,
    done: ({ amountState }) => amountState === 'UNDER',
    moral: ({ received, missing }) => `received ${received.formatted}, ${missing.formatted} are missing`,
  },
  {
    ...ON_TIME,
    title: 'Paid too much',
    wish: { mode: 'REFERENCE' },
    percent: 120n,
    done: ({ status }) => status === 'SETTLED',
    moral: ({ received, excess }) => `received ${received.formatted}, ${excess.formatted} too much`,
  },
  {
    title: 'Paid too late',
    wish: { mode: 'REFERENCE', expiresInBlocks: 1 },
    late: true,
    percent: 100n,
    done: ({ held }) => held.value !== '0',
    moral: ({ held }) => `${held.formatted} wait in the inbox for the merchant's decision`,
  },
];
