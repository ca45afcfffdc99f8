import { ChaintillError } from '../../domain/errors.js';
import { parseName } from '../../domain/name.js';
import { generateKey, hashKey } from '../../gateway/auth/key-text.js';
import { readMerchantId } from '../../gateway/auth/on-behalf.js';
import { scopesOf } from '../../gateway/auth/scopes.js';
import { insertApiKey, listApiKeys, revokeApiKey, type ApiKeyRow } from '../../store/till/api-keys.js';
import { findMerchant } from '../../store/till/merchants.js';
import type { KeyKind } from '../../store/till/tables.js';
import type { Config } from '../config.js';
import { withMigratedTill } from '../till.js';

/** Whoever may use the database may make keys: no key is asked for here. */
const ACTOR = { id: 'operator', requestId: null };

export interface CreateOptions {
  readonly name: string;
  /** An operator's key. */
  readonly admin?: boolean;
  /** Id of the merchant whose key it is. */
  readonly merchant?: string;
  /** A key that only reads. */
  readonly read?: boolean;
  readonly json?: boolean;
}

/**
 * `chaintill keys create`: prints the key on standard output, and nothing else there; it is shown this once.
 * @throws {ChaintillError} `CONFIG`, `INVALID_NAME`, `MERCHANT_NOT_FOUND`
 */
export async function createKey(config: Config, options: CreateOptions): Promise<void> {
  const { admin = false, merchant, read = false } = options;
  if (admin === (merchant !== undefined)) {
    throw new ChaintillError('CONFIG', "give either --admin (an operator's key) or --merchant ID");
  }
  if (admin && read) throw new ChaintillError('CONFIG', '--read is for keys of a merchant: leave it out');
  const kind: KeyKind = admin ? 'admin' : read ? 'read' : 'secret';
  const name = parseName(options.name);
  const merchantId = merchant === undefined ? null : readMerchantId(merchant);
  await withMigratedTill(config, async (till) => {
    if (merchantId !== null && !(await findMerchant(till, merchantId))) {
      throw new ChaintillError('MERCHANT_NOT_FOUND', 'there is no such merchant: see the query merchants');
    }
    const key = generateKey(kind);
    const scopes = scopesOf(kind);
    const row = await insertApiKey(
      till,
      { id: key.id, hash: hashKey(key), merchantId, kind, name, scopes, expiresAt: null },
      ACTOR,
    );
    if (options.json) console.log(JSON.stringify({ ...row, key: key.text }));
    else console.log(key.text);
    console.error(`This ${NOUNS[kind]} is shown this once: keep it where secrets are kept.`);
  });
}

const NOUNS: Record<KeyKind, string> = {
  admin: "operator's key",
  secret: 'secret key',
  read: 'read-only key',
  publishable: 'publishable key',
};

export interface ListOptions {
  readonly merchant?: string;
  readonly json?: boolean;
}

/** `chaintill keys list`: every key, or those of one merchant, without what is secret. */
export async function listKeys(config: Config, { merchant, json }: ListOptions): Promise<void> {
  const merchantId = merchant === undefined ? null : readMerchantId(merchant);
  await withMigratedTill(config, async (till) => {
    const keys = await listApiKeys(till, merchantId);
    if (json) console.log(JSON.stringify(keys));
    else for (const key of keys) console.log(describe(key));
  });
}

function describe({ id, merchantId, name, expiresAt, revokedAt, lastUsedAt }: ApiKeyRow): string {
  const state = revokedAt
    ? `revoked ${revokedAt.toISOString()}`
    : expiresAt
      ? `expires ${expiresAt.toISOString()}`
      : 'works';
  const used = lastUsedAt ? `used ${lastUsedAt.toISOString()}` : 'never used';
  return [id, merchantId ?? 'operator', state, used, name].join('  ');
}

/**
 * `chaintill keys revoke ID`
 * @throws {ChaintillError} `KEY_NOT_FOUND`
 */
export async function revokeKey(config: Config, id: string): Promise<void> {
  await withMigratedTill(config, async (till) => {
    const key = await revokeApiKey(till, { id, merchantId: null }, ACTOR);
    if (!key) throw new ChaintillError('KEY_NOT_FOUND', 'there is no such key: see chaintill keys list');
    console.log(describe(key));
  });
}
