/** A company's data, and what its owner and the registrar sign. */
import type { ApiPromise } from '@polkadot/api';
import { blake2AsHex } from '@polkadot/util-crypto';
import { formatAccount } from '../../../src/domain/account.js';
import { emptyCompany } from '../../../src/domain/company/company-data.js';
import { encodeCompanyData } from '../../../src/domain/company/encode.js';
import { bytesToHex, type Hex } from '../../../src/domain/hex.js';

export const HOOK = 'https://cafe.example/hook';
export const NEW_HOOK = 'https://cafe.example/new-hook';
export const PAID_PAGE = 'https://cafe.example/paid';

/** The data of a company with payment settings, as `requestEntity` takes it. */
export function cafe(hook: string, addresses: readonly Hex[]): Hex {
  const entries = [
    ['Website', 'https://cafe.example'],
    ['payment-hook', hook],
    ['payment-success', PAID_PAGE],
    ...addresses.map((address) => ['payment-address', formatAccount(address, 56)]),
  ];
  const open = (value = '') => ({ value, isEncrypted: false });
  const onlineAddresses = entries.map(([label, url]) => ({ description: open(label), url: open(url) }));
  return bytesToHex(encodeCompanyData({ ...emptyCompany(), name: 'Café', onlineAddresses }));
}

/** What the registrar approves a request by: the hash of its bytes with their length. */
export function requestHash(api: ApiPromise, data: Hex): Hex {
  return blake2AsHex(api.registry.createType('Bytes', data).toU8a());
}
