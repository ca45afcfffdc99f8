/** What registered companies say of a link to one of their accounts, where no order of a merchant here answers for it. */
import { decodeCompanyData } from '../../domain/company/decode.js';
import { companyFace } from '../../domain/company/face.js';
import { hexToBytes } from '../../domain/hex.js';
import type { PayeeCompany } from '../../store/chain/payee-companies.js';
import type { ShownCompany } from '../order-company.js';
import { disagrees } from './agreement.js';
import type { PaymentLink } from './reading.js';

const SETTINGS = [
  { field: 'callback', setting: 'success', label: 'payment-success' },
  { field: 'failure', setting: 'failure', label: 'payment-failure' },
  { field: 'hook', setting: 'hook', label: 'payment-hook' },
] as const;

/**
 * A link must say what one of the companies says that say something; what none of them has set is the link's to say.
 * @throws {ChaintillError} `LINK_DISAGREES`, with the field
 */
export function refuseOtherThanCompanies(link: PaymentLink, companies: readonly PayeeCompany[]): void {
  for (const { field, setting, label } of SETTINGS) {
    const asked = link[field];
    const saying = companies.filter((company) => company[setting] !== null);
    if (asked === null || saying.length === 0) continue;
    if (saying.some((company) => sameAddress(company[setting], asked))) continue;
    const ids = saying.map(({ id }) => id).join(', ');
    throw disagrees(
      field,
      saying.length === 1
        ? `${field}: toId is an account of company ${ids}, which has another ${label} on chain: write that`
        : `${field}: toId is an account of the companies ${ids}, and none of them has this ${label} on chain`,
    );
  }
}

/**
 * The company whose name a buyer is shown: the only one that owns the account. One that lists the account may be anybody's,
 * and of two owners it is not told which is meant.
 */
export function payeeCompany(companies: readonly PayeeCompany[]): ShownCompany | null {
  const [owner, ...others] = companies.filter(({ owned }) => owned);
  if (!owner || others.length > 0) return null;
  const data = owner.data === null ? null : decodeCompanyData(hexToBytes(owner.data)).data;
  return { id: owner.id, ...companyFace(data) };
}

/** @param asked as browsers write it */
function sameAddress(onChain: string | null, asked: string): boolean {
  return onChain !== null && URL.canParse(onChain) && new URL(onChain).href === asked;
}
