/** What the order, the company and its figures say of payments that failed, each of them by every way to ask. */
import { CHARLIE } from '../../../src/chain/dev/accounts.js';
import { formatAccount } from '../../../src/domain/account.js';
import type { LiberlandInstance } from '../../support/liberland-instance.js';
import { until } from '../../support/processes.js';
import { FAILED, FAILED_LATE, TOO_MANY, type ExpectedFailure } from './attempts.js';
import type { CompanyLife } from './life.js';
import { LLD } from './payments.js';

interface Attempt extends ExpectedFailure {
  readonly fee: { readonly value: string } | null;
}

/** As the order's answers have it, by GraphQL and by REST. */
interface OrderAttempts {
  readonly flags: readonly string[];
  readonly failedPayments: { readonly nodes: readonly Attempt[] };
}

const OF_ORDER = `query ($orderId: String!) { order(orderId: $orderId) { flags failedPayments(first: 5) { nodes {
  reference value payer payee signer how outcome callPath error { pallet name documentation } fee { value } } } } }`;

interface CompanyFailure {
  readonly direction: string;
  readonly account: { readonly id: string };
  readonly counterparty: { readonly id: string } | null;
  readonly payment: FailedPayment;
}
interface FailedPayment {
  readonly reference: string;
  readonly value: string;
  readonly signerId: string;
  readonly how: string;
  readonly outcome: string;
  readonly callPath: string;
  readonly errorPallet: string;
  readonly errorName: string;
  readonly errorDocs: string;
  readonly fee: string;
}

const OF_COMPANY = `query ($id: String!) { company(id: $id) { failedPayments(first: 50, orderBy: OLDEST_FIRST) { nodes {
  direction account { id } counterparty { id }
  payment { reference value signerId how outcome callPath errorPallet errorName errorDocs fee } } } } }`;

const FIGURES = `query ($company: String!) { paymentMetrics(
  company: $company, from: "2020-01-01T00:00:00Z", to: "2035-01-01T00:00:00Z", interval: MONTH
) { upToBlock uniquePayers assets { asset
  total { attempts paid failed recovered lost volume { value } lostAmount { value } }
  errors { error failed recovered lost lostAmount { value } } } } }`;

/** Every order has its own attempts, and `order.payment.failed` told of each. */
export async function expectOrdersToldOfFailures({ ask, rest }: LiberlandInstance): Promise<void> {
  const all = [...FAILED, FAILED_LATE];
  const read = () =>
    rest<{ data: { data: { order: { orderId: string }; failure: Record<string, unknown> } }[] }>(
      'GET',
      '/v1/events?types=order.payment.failed',
    );
  await until('each is told', async () => (await read()).data.length >= all.length, 120_000);
  const told = (await read()).data.map(({ data: { order, failure } }) => ({
    ...failure,
    order: order.orderId,
  }));
  expect(told).toMatchObject(
    all.map(({ value, reference, payer, payee, signer, how, outcome, error }) => ({
      order: reference,
      amount: value,
      ...{ reference, payer, payee, signer, how, outcome, error },
    })),
  );

  for (const expected of all) {
    const { order } = await ask<{ order: OrderAttempts }>(OF_ORDER, { orderId: expected.reference });
    expect(order).toMatchObject({
      flags: expect.arrayContaining(['FAILED_ATTEMPT']) as string[],
      failedPayments: { nodes: [{ ...expected, outcome: expected.outcome.toUpperCase() }] },
    });
    expect(order.failedPayments.nodes).toHaveLength(1);
    const { data } = await rest<{ data: readonly Attempt[] }>(
      'GET',
      `/v1/orders/${expected.reference}/failed-payments`,
    );
    expect(data).toMatchObject(order.failedPayments.nodes);
  }
  // Those that were paid in the end say both.
  for (const [orderId, status] of [
    ['KEEP', 'SETTLED'],
    ['BOTH-1', 'SETTLED'],
    ['BOTH-2', 'OPEN'],
  ] as const) {
    expect(await rest('GET', `/v1/orders/${orderId}`)).toMatchObject({ status, flags: ['FAILED_ATTEMPT'] });
  }
}

/** The company has those to accounts that were its own then, and no others. */
export async function expectCompanyHasFailures(
  { ask, rest }: LiberlandInstance,
  { company: id }: CompanyLife,
): Promise<void> {
  const { company } = await ask<{
    company: { failedPayments: { nodes: readonly CompanyFailure[] } };
  }>(OF_COMPANY, { id });
  const found = company.failedPayments.nodes;
  expect(found).toMatchObject(
    FAILED.map(({ payer, payee, signer, error, ...payment }) => ({
      direction: 'IN',
      account: { id: payee },
      counterparty: { id: payer },
      payment: {
        ...payment,
        signerId: signer,
        errorPallet: error.pallet,
        errorName: error.name,
        errorDocs: error.documentation,
        fee: expect.stringMatching(/^[1-9]\d+$/) as string,
      },
    })),
  );
  expect(found).toHaveLength(FAILED.length);
  const byRest = await rest<{ data: readonly object[] }>(
    'GET',
    `/v1/companies/${id}/failed-payments?order=oldest`,
  );
  expect(byRest.data).toMatchObject(found.map(({ payment, ...sides }) => ({ ...sides, ...payment })));
  expect(byRest.data).toHaveLength(FAILED.length);

  const charlie = formatAccount(CHARLIE.publicKey, 42);
  const late = await rest<{ data: { reference: string }[] }>(
    'GET',
    `/v1/companies/${id}/failed-payments?reference=${FAILED_LATE.reference}`,
  );
  expect({ charlie: FAILED_LATE.payee, late: late.data }).toEqual({ charlie, late: [] });
}

/**
 * `KEEP` and `BOTH-1` were paid soon after; `BATCH-3` was tried again as `PROXY`, by the same payer to the same payee. The
 * rest is lost: four of more than anybody has, and nine tokens.
 */
export async function expectFiguresOfFailures(
  { ask }: LiberlandInstance,
  { company, paidLast }: CompanyLife,
): Promise<void> {
  interface Counted {
    readonly upToBlock: number;
    readonly uniquePayers: number;
    readonly assets: readonly object[];
  }
  const read = async (): Promise<Counted> =>
    (await ask<{ paymentMetrics: Counted }>(FIGURES, { company })).paymentMetrics;
  await until('all is counted', async () => (await read()).upToBlock >= paidLast, 120_000);
  const lost = ((4n * TOO_MANY + 9n) * LLD).toString();
  const { uniquePayers, assets } = await read();
  expect({ uniquePayers, assets }).toEqual({
    uniquePayers: 5,
    assets: [
      {
        asset: null,
        total: {
          attempts: 16,
          paid: 8,
          failed: 8,
          recovered: 2,
          lost: 5,
          volume: { value: (190n * LLD).toString() },
          lostAmount: { value: lost },
        },
        errors: [
          {
            error: 'Balances.InsufficientBalance',
            failed: 7,
            recovered: 1,
            lost: 5,
            lostAmount: { value: lost },
          },
          { error: 'Balances.KeepAlive', failed: 1, recovered: 1, lost: 0, lostAmount: { value: '0' } },
        ],
      },
    ],
  });
}
