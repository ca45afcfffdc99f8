/** Where a merchant's events are sent. */
import type { Selectable, Updateable } from 'kysely';
import { ChaintillError } from '../../domain/errors.js';
import type { EndpointSettings } from '../../domain/webhook/endpoint-request.js';
import { isUuid } from '../../domain/uuid.js';
import { writeAudit, type Actor } from './audit-log.js';
import type { TillDatabase, TillTransaction } from './database.js';
import type { SealedSecret } from './delivery/claim.js';
import { dropPending } from './delivery/drop.js';
import type { EndpointTable } from './tables.js';

export type EndpointRow = Selectable<EndpointTable>;

export interface NewEndpoint extends EndpointSettings {
  readonly merchantId: string;
  /** Its first signing secret. */
  readonly secret: SealedSecret;
}

/** What is to be changed of an endpoint; what is left out stays. */
export interface EndpointChange extends Partial<EndpointSettings> {
  readonly enabled?: boolean;
}

/** How many endpoints of its own a merchant can have. */
export const MOST_ENDPOINTS = 20;

/** Nothing is known against it. */
const HEALTHY = { failingSince: null, pausedUntil: null, pauseMs: null } as const;

/** @throws {ChaintillError} `TOO_MANY_ENDPOINTS`, `MERCHANT_NOT_FOUND` */
export async function createEndpoint(
  till: TillDatabase,
  { merchantId, secret, ...settings }: NewEndpoint,
  actor: Actor,
): Promise<EndpointRow> {
  return till.transaction().execute(async (transaction) => {
    await lockMerchant(transaction, merchantId);
    const { count } = await transaction
      .selectFrom('endpoints')
      .select(({ fn }) => fn.countAll<string>().as('count'))
      .where('merchantId', '=', merchantId)
      .where('kind', '=', 'merchant')
      .where('status', '<>', 'deleted')
      .executeTakeFirstOrThrow();
    if (Number(count) >= MOST_ENDPOINTS) {
      throw new ChaintillError(
        'TOO_MANY_ENDPOINTS',
        `a merchant has at most ${MOST_ENDPOINTS} endpoints: delete one that is not needed, or change one`,
      );
    }
    const row = await transaction
      .insertInto('endpoints')
      .values({ merchantId, kind: 'merchant', ...columnsOf(settings) })
      .returningAll()
      .executeTakeFirstOrThrow();
    await transaction
      .insertInto('endpointSecrets')
      .values({ merchantId, endpointId: row.id, ...secret })
      .execute();
    await auditEndpoint(transaction, actor, 'endpoint.create', null, row);
    return row;
  });
}

/** @returns null where the merchant has no such endpoint, or had it deleted. */
export async function findEndpoint(
  till: TillDatabase,
  merchantId: string,
  id: string,
): Promise<EndpointRow | null> {
  if (!isUuid(id)) return null;
  const row = await till
    .selectFrom('endpoints')
    .selectAll()
    .where('id', '=', id)
    .where('merchantId', '=', merchantId)
    .where('status', '<>', 'deleted')
    .executeTakeFirst();
  return row ?? null;
}

/**
 * Changes an endpoint under its lock. Disabling drops what was still to be sent to it; enabling forgets its failures.
 * @param decide what to change of the row as it is
 * @throws {ChaintillError} `ENDPOINT_NOT_FOUND`, and what `decide` throws
 */
export async function changeEndpoint(
  till: TillDatabase,
  { merchantId, id }: { readonly merchantId: string; readonly id: string },
  by: 'merchant' | 'operator',
  decide: (row: EndpointRow) => EndpointChange,
  actor: Actor,
): Promise<EndpointRow> {
  return till.transaction().execute(async (transaction) => {
    const before = await lockEndpoint(transaction, merchantId, id);
    const { enabled, ...settings } = decide(before);
    const values: Updateable<EndpointTable> = {
      ...columnsOf(settings),
      ...(enabled === true && { status: 'enabled', disabledReason: null, disabledAt: null, ...HEALTHY }),
      ...(enabled === false &&
        before.status === 'enabled' && { status: 'disabled', disabledReason: by, disabledAt: new Date() }),
    };
    if (Object.keys(values).length === 0) return before;
    const after = await transaction
      .updateTable('endpoints')
      .set(values)
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
    if (after.status === 'disabled') await dropPending(transaction, id);
    await auditEndpoint(transaction, actor, 'endpoint.update', before, after);
    return after;
  });
}

/**
 * Deletes an endpoint of the merchant's own, with its secrets. What was sent to it stays in the log of deliveries.
 * @throws {ChaintillError} `ENDPOINT_NOT_FOUND`, `ENDPOINT_OF_ORDERS`
 */
export async function deleteEndpoint(
  till: TillDatabase,
  { merchantId, id }: { readonly merchantId: string; readonly id: string },
  actor: Actor,
): Promise<EndpointRow> {
  return till.transaction().execute(async (transaction) => {
    const before = await lockEndpoint(transaction, merchantId, id);
    refuseOfOrders(before, 'it cannot be deleted: disable it, and nothing is sent to it');
    const after = await transaction
      .updateTable('endpoints')
      .set({ status: 'deleted', disabledReason: null, disabledAt: null })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
    await dropPending(transaction, id);
    await transaction.deleteFrom('endpointSecrets').where('endpointId', '=', id).execute();
    await auditEndpoint(transaction, actor, 'endpoint.delete', before, after);
    return after;
  });
}

/** @throws {ChaintillError} `ENDPOINT_NOT_FOUND` */
export async function lockEndpoint(
  transaction: TillTransaction,
  merchantId: string,
  id: string,
): Promise<EndpointRow> {
  const row = isUuid(id)
    ? await transaction
        .selectFrom('endpoints')
        .selectAll()
        .where('id', '=', id)
        .where('merchantId', '=', merchantId)
        .where('status', '<>', 'deleted')
        .forNoKeyUpdate()
        .executeTakeFirst()
    : undefined;
  if (!row) throw endpointNotFound();
  return row;
}

export function endpointNotFound(): ChaintillError {
  return new ChaintillError(
    'ENDPOINT_NOT_FOUND',
    'this merchant has no endpoint of that id: see its endpoints',
    { field: 'id' },
  );
}

/** @throws {ChaintillError} `ENDPOINT_OF_ORDERS` for a host that is known by the URLs of orders alone. */
export function refuseOfOrders({ kind }: Pick<EndpointRow, 'kind'>, message: string): void {
  if (kind !== 'orders') return;
  throw new ChaintillError(
    'ENDPOINT_OF_ORDERS',
    `this endpoint stands for the webhook URLs of orders: ${message}`,
    {
      field: 'id',
    },
  );
}

/** One after the other for each merchant, so that what is counted stays so. @throws {ChaintillError} `MERCHANT_NOT_FOUND` */
export async function lockMerchant(transaction: TillTransaction, merchantId: string): Promise<void> {
  const found = await transaction
    .selectFrom('merchants')
    .select('id')
    .where('id', '=', merchantId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (found) return;
  throw new ChaintillError('MERCHANT_NOT_FOUND', 'there is no such merchant for this key: check its id');
}

function columnsOf<Given extends Partial<EndpointSettings>>({
  types,
  allowedCidrs,
  allowedPorts,
  ...plain
}: Given) {
  return {
    ...plain,
    ...(types !== undefined && { types: types && [...types] }),
    ...(allowedCidrs && { allowedCidrs: [...allowedCidrs] }),
    ...(allowedPorts && { allowedPorts: [...allowedPorts] }),
  };
}

async function auditEndpoint(
  transaction: TillTransaction,
  actor: Actor,
  action: string,
  before: EndpointRow | null,
  after: EndpointRow,
): Promise<void> {
  await writeAudit(transaction, actor, {
    merchantId: after.merchantId,
    action,
    subjectKind: 'endpoint',
    subjectId: after.id,
    before: before && told(before),
    after: told(after),
  });
}

/** What stands behind the question mark may be a secret of the receiver's. */
function told(row: EndpointRow): object {
  const { types, dialect, description, signatureHeaders, allowedCidrs, allowedPorts, status } = row;
  const url = row.url.replace(/\?.*$/s, '?…');
  return { url, types, dialect, description, signatureHeaders, allowedCidrs, allowedPorts, status };
}
