import { formatAccount } from '../../domain/account.js';
import type { NetworkProfile } from '../../domain/network.js';
import type { AccountRow } from '../../store/till/accounts.js';
import type { ApiKeyRow } from '../../store/till/api-keys.js';
import type { AuditRow } from '../../store/till/audit-log.js';
import type { MerchantRow } from '../../store/till/merchants.js';

/** Rows of schema `till` as the API shows them. Fields that are not made here are the row's own. */
export function viewMerchant(row: MerchantRow): object {
  return { ...row, createdAt: row.createdAt.toISOString() };
}

export function viewApiKey(row: ApiKeyRow): object {
  return {
    ...row,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}

export function viewPayeeAccount(row: AccountRow, network: NetworkProfile): object {
  return {
    ...row,
    account: formatAccount(row.account, network.ss58Prefix),
    publicKey: row.account,
    createdAt: row.createdAt.toISOString(),
  };
}

export function viewAuditEntry(row: AuditRow): object {
  return { ...row, at: row.at.toISOString() };
}
