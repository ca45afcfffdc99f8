/** What an order takes of the company that it names (SETTLEMENT 16). */
import { badField } from '../bad-field.js';
import { ChaintillError } from '../errors.js';
import type { AccountHex } from '../extract/block.js';
import { readLink } from '../order/link.js';
import type { OrderRequest, RequestRules } from '../order/request.js';
import { checkTarget, targetsOf } from '../webhook/target.js';
import type { CompanyFace } from './face.js';
import { isLocalCompany } from './local.js';
import type { CompanySettings } from './settings.js';

/** A company as it is registered at one height. */
export interface RegisteredCompany
  extends CompanyFace, Pick<CompanySettings, 'hook' | 'success' | 'failure'> {
  readonly id: string;
  /** Of the version that holds. */
  readonly versionId: string;
  /** Its accounts, on chain the owner and those that it lists: none of them has proved anything by that. */
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
 * The request with hook and redirects as the company has them registered. What the company leaves open stays as it was asked
 * for.
 * @throws {ChaintillError} `COMPANY_DISAGREES` with the field that says otherwise than the company,
 * `COMPANY_SETTING_UNUSABLE` where the company says what this gateway can use for nothing; `BAD_USER_INPUT`
 */
export function withCompany(
  request: OrderRequest,
  company: RegisteredCompany,
  rules: RequestRules,
): OrderRequest {
  const taken: Partial<Record<keyof Addresses, string>> = {};
  for (const { field, setting, label } of SETTINGS) {
    const registered = company[setting];
    if (registered === null) continue;
    const usable = readSetting(field, registered, { rules, label, company });
    const asked = request[field];
    if (asked !== null && asked !== usable) {
      throw badField(
        field,
        `company ${company.id} has another ${label} ${placeOf(company)}, ${registered}: write that, or leave it out`,
        { code: 'COMPANY_DISAGREES' },
      );
    }
    taken[field] = usable;
  }
  const merged = { ...request, ...taken };
  if (merged.webhookUrl === null && merged.webhookDialect !== 'standard') {
    throw badField(
      'webhookDialect',
      `company ${company.id} has no payment-hook ${placeOf(company)}: write a webhookUrl, or leave the dialect out`,
    );
  }
  return merged;
}

function placeOf({ id }: RegisteredCompany): string {
  return isLocalCompany(id) ? 'as it is registered here' : 'on chain';
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
      `${label} of company ${company.id} ${placeOf(company)} cannot be used (${why}): have another one registered, or leave the company out`,
      { code: 'COMPANY_SETTING_UNUSABLE', cause },
    );
  }
}
