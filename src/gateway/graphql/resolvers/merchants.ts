import { parseName } from '../../../domain/name.js';
import { readField } from '../../../domain/bad-field.js';
import { listAccounts } from '../../../store/till/accounts.js';
import { listApiKeys } from '../../../store/till/api-keys.js';
import {
  allowUnregistered,
  createMerchant,
  findMerchant,
  listMerchants,
  type MerchantRow,
} from '../../../store/till/merchants.js';
import { requireOperator } from '../../auth/caller.js';
import { actorOf, merchantFor, merchantNotFound, readMerchantId } from '../../auth/on-behalf.js';
import { decodeCursor, encodeCursor } from '../cursor.js';
import { connection, type Resolver } from '../list-field.js';
import { readPageSize } from '../paging.js';
import { viewApiKey, viewMerchant, viewPayeeAccount } from '../till-views.js';

interface PageArgs {
  readonly first?: number | null;
  readonly after?: string | null;
}

const ORDER = [{ column: 'id', direction: 'asc' }] as const;
const COLUMNS = { id: { kind: 'text', nullable: false } } as const;

const merchant: Resolver<{ id?: string | null }> = async (_source, { id }, { till, caller }) => {
  const row = await findMerchant(till, merchantFor(caller, null, id));
  if (!row) throw merchantNotFound();
  return viewMerchant(row);
};

const merchants: Resolver<PageArgs> = async (_source, args, { till, caller, rows }) => {
  requireOperator(caller);
  const { limit } = readPageSize(args);
  rows.take(limit);
  const after =
    args.after == null ? null : readMerchantId(String(decodeCursor(args.after, ORDER, COLUMNS)[0]));
  const found = await listMerchants(till, limit, after);
  return connection(
    found.slice(0, limit).map((row) => ({ cursor: encodeCursor(ORDER, [row.id]), node: viewMerchant(row) })),
    { hasNextPage: found.length > limit, hasPreviousPage: after !== null },
    null,
  );
};

const create: Resolver<{ input: { name: string; allowsUnregistered: boolean } }> = async (
  _source,
  { input },
  { till, caller, requestId },
) => {
  requireOperator(caller);
  const name = readField('input.name', () => parseName(input.name));
  const { allowsUnregistered } = input;
  return viewMerchant(await createMerchant(till, { name, allowsUnregistered }, actorOf(caller, requestId)));
};

const setAllowsUnregistered: Resolver<{ id: string; allowsUnregistered: boolean }> = async (
  _source,
  { id, allowsUnregistered },
  { till, caller, requestId },
) => {
  requireOperator(caller);
  const merchantId = readMerchantId(id);
  const row = await allowUnregistered(till, merchantId, allowsUnregistered, actorOf(caller, requestId));
  if (!row) throw merchantNotFound();
  return viewMerchant(row);
};

const accounts: Resolver<{ released: boolean }, MerchantRow> = async ({ id }, { released }, context) => {
  const { till, caller, network } = context;
  const rows = await listAccounts(till, merchantFor(caller, 'accounts:read', id), released);
  return rows.map((row) => viewPayeeAccount(row, network));
};

const keys: Resolver<object, MerchantRow> = async ({ id }, _args, { till, caller }) => {
  const rows = await listApiKeys(till, merchantFor(caller, 'keys:write', id));
  return rows.map(viewApiKey);
};

export const merchantResolvers = {
  Query: { merchant, merchants },
  Mutation: { createMerchant: create, setAllowsUnregistered },
  Merchant: { accounts, keys },
};
