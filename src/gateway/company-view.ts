import { emptyCompany } from '../domain/company/company-data.js';
import { decodeCompanyData } from '../domain/company/decode.js';
import { companySettings } from '../domain/company/settings.js';
import type { AccountHex } from '../domain/extract/block.js';
import { hexToBytes, type Hex } from '../domain/hex.js';
import { isLocalCompany } from '../domain/company/local.js';
import type { KnownAddress, KnownCompany, KnownVersion } from '../store/company/local.js';

/** How accounts are written. */
interface Writing {
  accountKey(account: AccountHex): { readonly id: string; readonly publicKey: string };
}

export function viewCompany(row: KnownCompany, writing: Writing) {
  const source = isLocalCompany(row.id) ? 'LOCAL' : 'CHAIN';
  return { ...row, source, ...viewOwner(row.ownerId, writing) };
}

export type CompanyView = ReturnType<typeof viewCompany>;

export function viewVersion(row: KnownVersion, writing: Writing) {
  const { blockId, fromBlock, timestamp } = row;
  return {
    ...row,
    ...viewOwner(row.ownerId, writing),
    block: blockId === null ? null : { id: blockId, hash: blockId, number: fromBlock, timestamp },
    registration: row.data === null ? null : viewData(row.data, writing),
    requested: row.requestData === null ? null : viewData(row.requestData, writing),
  };
}

export function viewCompanyAddress(row: KnownAddress, writing: Writing) {
  const account = writing.accountKey(row.accountId);
  return { ...row, accountId: account.id, account };
}

function viewOwner(owner: AccountHex | null, writing: Writing) {
  const key = owner === null ? null : writing.accountKey(owner);
  return { ownerId: key?.id ?? null, owner: key };
}

/**
 * What a till needs of a company's data. The data names people too, with passports and dates of birth: who wants that reads
 * the bytes.
 */
function viewData(hex: Hex, writing: Writing) {
  const { data, unreadable } = decodeCompanyData(hexToBytes(hex));
  const { name, purpose, companyType, logoURL, onlineAddresses } = data ?? emptyCompany();
  const { addresses, ...settings } = companySettings(data ?? emptyCompany());
  return {
    data: hex,
    unreadable,
    ...(data && { name, purpose, companyType, logoURL }),
    onlineAddresses: onlineAddresses.map(({ description, url }) => ({
      description: description.value,
      url: url.value,
      isEncrypted: description.isEncrypted || url.isEncrypted,
    })),
    settings: { ...settings, addresses: addresses.map((account) => writing.accountKey(account)) },
  };
}
