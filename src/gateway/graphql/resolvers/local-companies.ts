import { parseAccount } from '../../../domain/account.js';
import { badField, readField } from '../../../domain/bad-field.js';
import { localCompanyData, type LocalCompanyInput } from '../../../domain/company/local.js';
import { addCompanyAddress, releaseCompanyAddress } from '../../../store/till/local-company-addresses.js';
import {
  changeLocalCompany,
  createLocalCompany,
  removeLocalCompany,
  type LocalCompany,
  type NamedCompany,
} from '../../../store/till/local-companies.js';
import type { LocalCompanyAddress } from '../../../store/till/local-company-releases.js';
import { findMerchant } from '../../../store/till/merchants.js';
import { requireMerchant } from '../../auth/caller.js';
import { actorOf, merchantFor, merchantNotFound } from '../../auth/on-behalf.js';
import { viewCompany, viewCompanyAddress, type CompanyView } from '../../company-view.js';
import type { GatewayContext } from '../context.js';
import type { Resolver } from '../list-field.js';

const create: Resolver<{ input: LocalCompanyInput & { merchantId?: string | null } }> = async (
  _source,
  { input: { merchantId: asked, ...input } },
  context,
) => {
  const { till, chain, caller, requestId } = context;
  const merchantId = merchantFor(caller, 'accounts:write', asked);
  if (!(await findMerchant(till, merchantId))) throw merchantNotFound();
  const data = localCompanyData(null, input, rulesOf(context));
  const owner = { merchantId, chainSchema: chain.schema };
  return view(await createLocalCompany(till, owner, data, actorOf(caller, requestId)), context);
};

const update: Resolver<{ input: LocalCompanyInput & { id: string } }> = async (
  _source,
  { input: { id, ...input } },
  context,
) => {
  const { till, caller, requestId } = context;
  const named = nameOf(context, id);
  const company = await changeLocalCompany(
    till,
    named,
    (before) => localCompanyData(before, input, rulesOf(context)),
    actorOf(caller, requestId),
  );
  return view(company, context);
};

const remove: Resolver<{ id: string }> = async (_source, { id }, context) => {
  const { till, caller, requestId } = context;
  return view(await removeLocalCompany(till, nameOf(context, id), actorOf(caller, requestId)), context);
};

interface AddressInput {
  readonly company: string;
  readonly account: string;
}

const addAddress: Resolver<{
  input: AddressInput & { fromBlock?: number | null; untilBlock?: number | null };
}> = async (_source, { input }, context) => {
  const { till, caller, requestId } = context;
  const named = nameOf(context, input.company);
  const account = readField('input.account', () => parseAccount(input.account));
  const fromBlock = readBlock('input.fromBlock', input.fromBlock);
  const untilBlock = readBlock('input.untilBlock', input.untilBlock);
  const address = await addCompanyAddress(
    till,
    named,
    { account, fromBlock, untilBlock, bySignature: caller.kind !== 'operator' },
    actorOf(caller, requestId),
  );
  return viewAddress(address, context);
};

const releaseAddress: Resolver<{ input: AddressInput & { untilBlock?: number | null } }> = async (
  _source,
  { input },
  context,
) => {
  const { till, caller, requestId } = context;
  const named = nameOf(context, input.company);
  const account = readField('input.account', () => parseAccount(input.account));
  const untilBlock = readBlock('input.untilBlock', input.untilBlock);
  const address = await releaseCompanyAddress(
    till,
    named,
    { account, untilBlock },
    actorOf(caller, requestId),
  );
  return viewAddress(address, context);
};

/** @throws {ChaintillError} `UNAUTHENTICATED`, `FORBIDDEN` */
function nameOf({ caller, chain }: GatewayContext, id: string): NamedCompany {
  const merchantId = caller.kind === 'operator' ? null : requireMerchant(caller, 'accounts:write').merchantId;
  return { id, merchantId, chainSchema: chain.schema };
}

function rulesOf({ network }: GatewayContext): { readonly allowLoopbackHttp: boolean } {
  return { allowLoopbackHttp: network.genesisHash === null };
}

function readBlock(field: string, block: number | null | undefined): number | null {
  if (block == null) return null;
  if (block >= 0) return block;
  throw badField(field, 'write the number of a block, 0 or more');
}

function view(
  { id, status, name, firstBlock, blockNumber }: LocalCompany,
  { views }: GatewayContext,
): CompanyView {
  return viewCompany(
    { id, status, name, firstBlock, blockNumber, ownerId: null, registryIndex: null, entityId: null },
    views,
  );
}

function viewAddress(address: LocalCompanyAddress, { views }: GatewayContext) {
  return viewCompanyAddress({ ...address, role: 'payment' }, views);
}

export const localCompanyResolvers = {
  Mutation: {
    createCompany: create,
    updateCompany: update,
    removeCompany: remove,
    addCompanyAddress: addAddress,
    releaseCompanyAddress: releaseAddress,
  },
};
