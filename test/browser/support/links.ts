/** A gateway with a shop, and payment links to it and to strangers. */
import { openTestGateway, createTestIndex, type TestGateway, type TestIndex } from '../../support/gateway.js';
import { ALICE } from '../../support/accounts.js';
import { parseAccount } from '../../../src/domain/account.js';
import { insertCompany, registrationOf } from '../../support/companies.js';
import { HOOK, STRANGER, transfer } from '../../support/liberland.js';
import { CALLBACK, FAILURE, pagePath, STRANGERS, type LinkValues } from '../../support/payment-link.js';
import { createTestMerchant, openTestTill } from '../../support/till.js';
import { insertOrders, type GivenOrder } from '../../support/till-rows.js';
import type { TillDatabase } from '../../../src/store/till/database.js';

const HEIGHT = 50_000;

export interface LinkTill {
  readonly till: TillDatabase;
  readonly gateway: TestGateway;
  /** Registers the order of the links, over 12.5 LLD to Alice. */
  register(given?: Partial<GivenOrder>): Promise<void>;
  /** A final payment of a stranger's link. @param value in the smallest unit */
  pay(value: string): Promise<void>;
  /** Says that so much is indexed. */
  index(height: number): Promise<void>;
  /** Registers a company that the stranger owns. */
  company(name: string): Promise<void>;
  empty(): Promise<void>;
  /** Address of a link to Alice. */
  toShop(more?: LinkValues): string;
  /** Address of a link to nobody known. */
  toStranger(more?: LinkValues): string;
  close(): Promise<void>;
}

export async function openLinkTill(): Promise<LinkTill> {
  const index: TestIndex = await createTestIndex();
  const till = await openTestTill(index.database.url);
  await till.updateTable('instance').set({ settledHeight: HEIGHT, state: 'settling' }).execute();
  const { merchantId } = await createTestMerchant(till, { accounts: [ALICE] });
  await till
    .insertInto('endpoints')
    .values({ merchantId, url: HOOK, dialect: 'liberland', kind: 'merchant' })
    .execute();
  const gateway = await openTestGateway(index.database.url, {
    heads: { best: HEIGHT + 2, finalized: HEIGHT },
    network: {
      title: 'Liberland',
      liberlandRemarks: true,
      explorer: { extrinsic: 'https://explorer.example/extrinsic/{hash}' },
    },
  });
  const address = (more: LinkValues): string =>
    gateway.url + pagePath({ price: '12.5', remark: 'Two bags of coffee', failure: FAILURE, ...more });
  let events = 0;

  return {
    till,
    gateway,
    async register(given = {}) {
      await insertOrders(till, [
        {
          merchantId,
          orderId: '557',
          amount: '12500000000000',
          successUrl: CALLBACK,
          failureUrl: FAILURE,
          expiryHeight: HEIGHT + 600,
          ...given,
        },
      ]);
    },
    pay: (value) => index.insertTransfers([transfer({ value, eventIndex: (events += 1) })]),
    index: (height) => index.setMetadata({ lastProcessedHeight: height }),
    company: (name) =>
      insertCompany(index.client, [
        { block: 10, entityId: 17, owner: parseAccount(STRANGER), registration: registrationOf(name) },
      ]),
    async empty() {
      await index.client.query('truncate chain.transfers, till.orders cascade');
      await index.client.query('truncate chain.companies, chain.company_versions, chain.company_addresses');
      await index.setMetadata({ lastProcessedHeight: HEIGHT });
    },
    toShop: (more = {}) => address(more),
    toStranger: (more = {}) => address({ ...STRANGERS, ...more }),
    async close() {
      await gateway.close();
      await till.destroy();
      await index.close();
    },
  };
}
