/** What an order takes from the chain that names a company (SETTLEMENT 16). */
import { badField } from '../bad-field.js';
import { ChaintillError } from '../errors.js';
import type { AccountHex } from '../extract/block.js';
import { readLink } from '../order/link.js';
import type { OrderRequest, RequestRules } from '../order/request.js';
import { checkTarget, targetsOf } from '../webhook/target.js';
import type { CompanyFace } from './face.js';
import type { CompanySettings } from './settings.js';

/** A company as it is registered at one height. */
export interface RegisteredCompany
  extends CompanyFace, Pick<CompanySettings, 'hook' | 'success' | 'failure'> {
  readonly id: string;
  /** Of the version that holds. */
  readonly versionId: string;
  /** Its owner, and the accounts that it lists: none of them has proved anything by that. */
  readonly accounts: readonly AccountHex[];
}

/** The addresses of an order that a company says something about. */
type Addresses = Pick<OrderRequest, 'webhookUrl' | 'successUrl' | 'failureUrl'>;

const SETTINGS = [
  { field: 'webhookUrl', setting: 'hook', label: 'payment-hook' },
  { field: 'successUrl', setting: 'success', label: 'payment-success' },
  { field: 'failureUrl', setting: 'failure', label: 'payment-failure' },
] as const;

/**
 * The request with hook and redirects as the company has them on chain. What the company leaves open stays as it was asked
 * for.
 * @throws {ChaintillError} `COMPANY_DISAGREES` with the field that says otherwise than the chain,
 * `COMPANY_SETTING_UNUSABLE` where the chain says what this gateway can use for nothing; `BAD_USER_INPUT`
 */
export function withCompany(
  request: OrderRequest,
  company: RegisteredCompany,
  rules: RequestRules,
): OrderRequest {
  const taken: Partial<Record<keyof Addresses, string>> = {};
  for (const { field, setting, label } of SETTINGS) {
    const onChain = company[setting];
    if (onChain === null) continue;
    const usable = readSetting(field, onChain, { rules, label, company });
    const asked = request[field];
    if (asked !== null && asked !== usable) {
      throw badField(
        field,
        `company ${company.id} has another ${label} on chain, ${onChain}: write that, or leave it out`,
        { code: 'COMPANY_DISAGREES' },
      );
    }
    taken[field] = usable;
  }
  const merged = { ...request, ...taken };
  if (merged.webhookUrl === null && merged.webhookDialect !== 'standard') {
    throw badField(
      'webhookDialect',
      `company ${company.id} has no payment-hook on chain: write a webhookUrl, or leave the dialect out`,
    );
  }
  return merged;
}

interface SettingPlace {
  readonly rules: RequestRules;
  readonly label: string;
  readonly company: RegisteredCompany;
}

/** As a request's own would be read: the chain takes more than this gateway goes to. */
function readSetting(
  field: keyof Addresses,
  text: string,
  { rules: { allowLoopbackHttp }, label, company }: SettingPlace,
): string {
  try {
    return field === 'webhookUrl'
      ? checkTarget(text, targetsOf(allowLoopbackHttp)).href
      : readLink(field, text, allowLoopbackHttp);
  } catch (cause) {
    if (!(cause instanceof ChaintillError)) throw cause;
    const why = cause.message.replace(`${field}: `, '');
    throw badField(
      'company',
      `${label} of company ${company.id} on chain cannot be used (${why}): have another one registered, or leave the company out`,
      { code: 'COMPANY_SETTING_UNUSABLE', cause },
    );
  }
}
