import type { AccountHex } from '../../domain/extract/block.js';
import type { TillDatabase } from '../../store/till/database.js';
import { seedDevMerchant } from '../../store/till/dev-merchant.js';
import { DEV_KEYS, hashKey } from './key-text.js';
import { scopesOf } from './scopes.js';

const MERCHANT_ID = '00000000-0000-4000-8000-000000000001';

/** The merchant whose keys everybody knows, for a first try on a dev chain. */
export async function openDevMerchant(till: TillDatabase, payee: AccountHex): Promise<void> {
  const keys = (['secret', 'read', 'publishable'] as const).map((kind) => ({
    id: DEV_KEYS[kind].id,
    hash: hashKey(DEV_KEYS[kind]),
    kind,
    name: `Dev ${kind} key`,
    scopes: scopesOf(kind),
  }));
  const actor = { id: 'operator', requestId: null };
  await seedDevMerchant(till, { id: MERCHANT_ID, name: 'Dev merchant', keys, payee }, actor);
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/;

/** Whether nobody but this machine reaches what listens on an address. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}
