/** Companies that are registered with a gateway, made as a merchant makes them. */
import type { Hex } from '../../src/domain/hex.js';
import type { OwnedBlocks } from '../../src/domain/metrics/ownership.js';
import type { TillDatabase } from '../../src/store/till/database.js';
import type { TestGateway } from './gateway.js';

const CREATE = `mutation ($input: CreateCompanyInput!) { createCompany(input: $input) { id } }`;
const ADD = `mutation ($input: AddCompanyAddressInput!) {
  addCompanyAddress(input: $input) { accountId role fromBlock untilBlock provedBy }
}`;
const RELEASE = `mutation ($input: ReleaseCompanyAddressInput!) {
  releaseCompanyAddress(input: $input) { accountId role fromBlock untilBlock provedBy }
}`;

/** Accounts of a merchant that have signed a challenge, from block 0 on. */
export async function insertProvedAccounts(
  till: TillDatabase,
  merchantId: string,
  accounts: readonly Hex[],
): Promise<void> {
  for (const account of new Set(accounts)) {
    await till
      .insertInto('accounts')
      .values({ merchantId, account, fromHeight: 0, provedBy: 'signature', provedCurve: 'sr25519' })
      .execute();
  }
}

/** @returns its id */
export async function createCompany(
  gateway: TestGateway,
  key: string,
  input: object = { name: 'Café' },
): Promise<string> {
  const { createCompany: made } = await gateway.query<{ createCompany: { id: string } }>(
    CREATE,
    { input },
    key,
  );
  return made.id;
}

export function addAddress(gateway: TestGateway, key: string, input: object) {
  return gateway.ask(ADD, { input }, '/graphql', key);
}

export function releaseAddress(gateway: TestGateway, key: string, input: object) {
  return gateway.ask(RELEASE, { input }, '/graphql', key);
}

/** Gives a company accounts for just these blocks. */
export async function giveSpans(
  gateway: TestGateway,
  key: string,
  company: string,
  spans: readonly OwnedBlocks[],
): Promise<void> {
  for (const { account, fromBlock, untilBlock } of spans) {
    await gateway.query(ADD, { input: { company, account, fromBlock, untilBlock } }, key);
  }
}
