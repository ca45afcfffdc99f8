/** `chaintill company add`, `change`, `address` and `remove`: companies that are registered here, by the operator. */
import { parseAccount } from '../../domain/account.js';
import { localCompanyData, type LocalCompanyInput } from '../../domain/company/local.js';
import { ChaintillError } from '../../domain/errors.js';
import { readMerchantId } from '../../gateway/auth/on-behalf.js';
import { addCompanyAddress, releaseCompanyAddress } from '../../store/till/local-company-addresses.js';
import {
  changeLocalCompany,
  createLocalCompany,
  removeLocalCompany,
  type LocalCompany,
} from '../../store/till/local-companies.js';
import { findMerchant } from '../../store/till/merchants.js';
import { DEV_NETWORK, type Config } from '../config.js';
import { withMigratedTill } from '../till.js';

/** Whoever may use the database may say whose accounts are whose: no key is asked for here. */
const ACTOR = { id: 'operator', requestId: null };
/** Schema of the index. */
const SCHEMA = 'chain';

interface Printed {
  readonly json?: boolean;
}

export interface CompanyFields extends Printed {
  readonly name?: string;
  readonly logo?: string;
  readonly hook?: string;
  readonly success?: string;
  readonly failure?: string;
}

/** @throws {ChaintillError} `MERCHANT_NOT_FOUND`, and as `localCompanyData` and `createLocalCompany` */
export async function addCompany(
  config: Config,
  { merchant, ...fields }: CompanyFields & { readonly merchant: string },
): Promise<void> {
  const merchantId = readMerchantId(merchant);
  const data = localCompanyData(null, inputOf(fields), rulesOf(config));
  await withMigratedTill(config, async (till) => {
    if (!(await findMerchant(till, merchantId))) {
      throw new ChaintillError('MERCHANT_NOT_FOUND', 'there is no such merchant: see the query merchants');
    }
    print(await createLocalCompany(till, { merchantId, chainSchema: SCHEMA }, data, ACTOR), fields);
  });
}

/** @throws {ChaintillError} as `changeLocalCompany` and `localCompanyData` */
export async function changeCompany(config: Config, id: string, fields: CompanyFields): Promise<void> {
  const rules = rulesOf(config);
  await withMigratedTill(config, async (till) => {
    const change = (before: Parameters<typeof localCompanyData>[0]) =>
      localCompanyData(before, inputOf(fields), rules);
    print(await changeLocalCompany(till, named(id), change, ACTOR), fields);
  });
}

/** @throws {ChaintillError} as `removeLocalCompany` */
export async function removeCompany(config: Config, id: string, options: Printed): Promise<void> {
  await withMigratedTill(config, async (till) => {
    print(await removeLocalCompany(till, named(id), ACTOR), options);
  });
}

export interface AddressOptions extends Printed {
  readonly fromBlock?: string;
  readonly release?: boolean;
  readonly untilBlock?: string;
}

/**
 * Adds an account to a company, or releases it.
 * @throws {ChaintillError} `CONFIG`, `INVALID_ADDRESS`, and as `addCompanyAddress` and `releaseCompanyAddress`
 */
export async function companyAddress(
  config: Config,
  id: string,
  text: string,
  { fromBlock, release = false, untilBlock, json = false }: AddressOptions,
): Promise<void> {
  const account = parseAccount(text);
  if (release && fromBlock !== undefined) {
    throw new ChaintillError('CONFIG', '--from-block is for adding an account: leave it out with --release');
  }
  const [from, until] = [readBlock('--from-block', fromBlock), readBlock('--until-block', untilBlock)];
  await withMigratedTill(config, async (till) => {
    const address = release
      ? await releaseCompanyAddress(till, named(id), { account, untilBlock: until }, ACTOR)
      : await addCompanyAddress(
          till,
          named(id),
          { account, fromBlock: from, untilBlock: until, bySignature: false },
          ACTOR,
        );
    const { accountId, companyId, untilBlock: end } = address;
    if (json) console.log(JSON.stringify(address));
    else {
      const blocks = `from block ${address.fromBlock}${end === null ? ' on' : ` until block ${end}, not included`}`;
      console.log(`${accountId}  ${companyId}  ${blocks}`);
    }
  });
}

function named(id: string): Parameters<typeof removeLocalCompany>[1] {
  return { id, merchantId: null, chainSchema: SCHEMA };
}

function inputOf({ name, logo: logoUrl, hook, success, failure }: CompanyFields): LocalCompanyInput {
  return { name, logoUrl, hook, success, failure };
}

function rulesOf({ network }: Config): { readonly allowLoopbackHttp: boolean } {
  return { allowLoopbackHttp: network === DEV_NETWORK };
}

function readBlock(flag: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new ChaintillError('CONFIG', `${flag}: write the number of a block, 0 or more`);
}

function print(company: LocalCompany, { json = false }: Printed): void {
  const { id, name, status, merchantId } = company;
  if (json) console.log(JSON.stringify(company));
  else
    console.log(
      [id, status === 'approved' ? 'registered' : 'taken out', `merchant ${merchantId}`, name].join('  '),
    );
}
