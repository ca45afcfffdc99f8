/** A gateway whose index has one company, and merchants who may order for it. */
import { parseAccount } from '../../src/domain/account.js';
import type { CompanyState } from '../../src/domain/company/registry.js';
import { openSessionTill, type SessionTill } from './checkout-sessions.js';
import { insertCompany, registrationOf } from './companies.js';
import { CHARLIE } from './accounts.js';

export const HOOK = 'https://cafe.example/hook';
export const PAID = 'https://cafe.example/paid';
export const UNPAID = 'https://cafe.example/unpaid';

/** What the Café has on chain, with these accounts. */
export const cafe = (hook: string | null, ...addresses: readonly string[]) =>
  registrationOf('Café Liberland', [
    ...(hook === null ? [] : [['payment-hook', hook] as const]),
    ['payment-success', PAID],
    ['payment-failure', UNPAID],
    ...addresses.map((address) => ['payment-address', address] as const),
  ]);

export type CompanyStep = Partial<CompanyState> & { readonly block: number };

export interface CompanyTill extends SessionTill {
  /** Makes the company what it was after each of these blocks, and nothing else. Its owner is Charlie. */
  company(entityId: number, ...steps: readonly CompanyStep[]): Promise<void>;
}

export async function openCompanyTill(): Promise<CompanyTill> {
  const till = await openSessionTill();
  const owner = parseAccount(CHARLIE);
  return {
    ...till,
    async company(entityId, ...steps) {
      const { client } = till.index;
      for (const table of ['company_versions', 'company_addresses']) {
        await client.query(`delete from chain.${table} where company_id = $1`, [`0-${entityId}`]);
      }
      await insertCompany(
        client,
        steps.map((step) => ({ entityId, owner, ...step })),
      );
    },
  };
}
