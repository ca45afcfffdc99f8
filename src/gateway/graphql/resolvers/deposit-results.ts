import { badField } from '../../../domain/bad-field.js';
import { ChaintillError } from '../../../domain/errors.js';
import { keyOf } from '../../../store/lists/list.js';
import { readIndexing } from '../../../store/chain/indexing.js';
import {
  acknowledgeDifference,
  DIFFERENCE_COLUMNS,
  DIFFERENCE_POSITION,
  findDifference,
  listDifferences,
} from '../../../store/till/deposit-differences.js';
import { DEPOSIT_COLUMNS, DEPOSIT_ORDER, listDeposits } from '../../../store/till/deposit-lists.js';
import { readMovements } from '../../../store/till/deposit-movements.js';
import { readNoticed } from '../../../store/till/deposit-round.js';
import { snapshot } from '../../../store/snapshot.js';
import { isUuid } from '../../../domain/uuid.js';
import { actorOf, merchantFor } from '../../auth/on-behalf.js';
import { viewDeposits, viewDifferences } from '../../deposit-view.js';
import type { GatewayContext } from '../context.js';
import { decodeCursor, encodeCursor } from '../cursor.js';
import { connection, listField, type Resolver } from '../list-field.js';
import { readPageSize } from '../paging.js';
import { readOwned, type AccountArgs } from './deposits.js';

const NOTE = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]{1,500}$/u;

interface DepositsArgs extends AccountArgs {
  readonly first?: number | null;
  readonly after?: string | null;
}

const deposits: Resolver<DepositsArgs> = async (_source, args, context) => {
  const { till, chain } = context;
  const { merchantId, account: owner } = readOwned(context, 'accounts:read', args);
  const { limit } = readPageSize(args);
  context.rows.take(limit);
  const after = args.after == null ? null : decodeCursor(args.after, DEPOSIT_ORDER, DEPOSIT_COLUMNS);
  const { indexedHeight: height } = await readIndexing(chain);
  if (height === null)
    throw new ChaintillError('INDEX_NOT_READY', 'no block is indexed yet: try again later');
  const { page, movements, noticed } = await snapshot(till, async (at) => {
    const page = await listDeposits(at, { owner, merchantId, limit, after });
    const addresses = page.rows.map(({ payee }) => payee);
    return {
      page,
      movements: await readMovements(at, chain.schema, addresses, height),
      noticed: await readNoticed(
        at,
        page.rows.map(({ id }) => id),
      ),
    };
  });
  const nodes = await viewDeposits(context, page.rows, movements, noticed);
  return {
    ...connection(
      page.rows.map((row, i) => ({
        cursor: encodeCursor(DEPOSIT_ORDER, keyOf(row, DEPOSIT_ORDER)),
        node: nodes[i] ?? {},
      })),
      { hasNextPage: page.hasNext, hasPreviousPage: after !== null },
      null,
    ),
    height,
  };
};

interface DifferencesArgs {
  readonly waiting: boolean;
  readonly merchantId?: string | null;
}

const depositDifferences: Resolver<DifferencesArgs> = (source, args, context, info) => {
  const { waiting, merchantId, ...page } = args;
  const owner = merchantFor(context.caller, 'orders:read', merchantId);
  return listField({
    columns: DIFFERENCE_COLUMNS,
    position: DIFFERENCE_POSITION,
    read: ({ till }, request) => listDifferences(till, owner, waiting, request),
    view: (rows) => viewDifferences(context, rows),
  })(source, page, context, info);
};

interface AcknowledgeArgs {
  readonly id: string;
  readonly note?: string | null;
  readonly merchantId?: string | null;
}

const acknowledgeDepositDifference: Resolver<AcknowledgeArgs> = async (_source, args, context) => {
  const { till, caller, requestId } = context;
  const merchantId = merchantFor(caller, 'orders:write', args.merchantId);
  const { id } = args;
  const note = args.note ?? null;
  if (note !== null && !NOTE.test(note)) throw badField('note', 'write a line of up to 500 characters');
  const known =
    isUuid(id) && (await acknowledgeDifference(till, merchantId, { id, note }, actorOf(caller, requestId)));
  if (!known) {
    throw badField('id', 'this merchant has no difference of that id: see depositDifferences', {
      code: 'DIFFERENCE_NOT_FOUND',
    });
  }
  return viewOne(context, merchantId, id);
};

async function viewOne(context: GatewayContext, merchantId: string, id: string): Promise<object | null> {
  const row = await findDifference(context.till, merchantId, id);
  const [view] = await viewDifferences(context, row === null ? [] : [row]);
  return view ?? null;
}

export const depositResultResolvers = {
  Query: { deposits, depositDifferences },
  Mutation: { acknowledgeDepositDifference },
};
