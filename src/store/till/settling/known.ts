/** What the till knows of orders, payments, refunds and commands, as the settlement step reads it. */
import { sql } from 'kysely';
import { ChaintillError } from '../../../domain/errors.js';
import type { AccountHex } from '../../../domain/extract/block.js';
import type { Command, KnownOrder, KnownRefund, PaymentRecord } from '../../../domain/settlement/work.js';
import { isUuid } from '../../../domain/uuid.js';
import type { TillTransaction } from '../database.js';
import { stateOf, termsOf } from '../order-row.js';
import type { CommandKind } from '../tables.js';

export async function readOrders(
  db: TillTransaction,
  ids: readonly string[],
): Promise<Map<string, KnownOrder>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('orders as o')
    .selectAll('o')
    .select((eb) =>
      eb
        .selectFrom('refunds as r')
        .whereRef('r.orderId', '=', 'o.id')
        .where('r.status', '=', 'open')
        .select(({ fn }) => fn.countAll<string>().as('open'))
        .as('openRefunds'),
    )
    .where('o.id', '=', sql<string>`any(${ids}::uuid[])`)
    .execute();
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: row.id,
        merchantId: row.merchantId,
        orderId: row.orderId,
        payee: row.payee,
        reference: row.reference,
        description: row.description,
        metadata: row.metadata,
        registeredHeight: row.registeredHeight,
        terms: termsOf(row),
        state: stateOf(row),
        taken: row.appliedHeight !== null,
        setAside: row.setAside !== null,
        sequence: row.sequence,
        refunded: BigInt(row.refunded),
        openRefunds: Number(row.openRefunds ?? 0),
      },
    ]),
  );
}

/** Open orders whose last block is at or below a height, so many of them at most. */
export async function readExpiring(db: TillTransaction, height: number, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('orders')
    .select('id')
    .where('status', '=', 'open')
    .where('expiryHeight', '<=', height)
    .where('appliedHeight', 'is not', null)
    .where('setAside', 'is', null)
    .orderBy('expiryHeight')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

export async function readPayments(
  db: TillTransaction,
  transferIds: readonly string[],
): Promise<Map<string, PaymentRecord>> {
  if (transferIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('payments')
    .selectAll()
    .where('transferId', '=', sql<string>`any(${transferIds}::text[])`)
    .execute();
  return new Map(
    rows.map((row) => [
      row.transferId,
      {
        fact: {
          transferId: row.transferId,
          blockNumber: row.blockNumber,
          eventIndex: row.eventIndex,
          blockHash: row.blockHash,
          extrinsicIndex: row.extrinsicIndex,
          extrinsicHash: row.extrinsicHash,
          blockTime: row.blockTime?.toISOString() ?? null,
          from: row.fromAccount,
          to: row.toAccount,
          signer: row.signer,
          callPath: row.callPath,
          asset: row.asset,
          value: BigInt(row.value),
          reference: row.reference,
          remark: row.remark,
          pairing: row.pairing,
          toMerchant: row.merchantId,
          fromMerchant: null,
          orderId: row.orderId,
          refundId: null,
        },
        merchantId: row.merchantId,
        orderId: row.orderId,
        use: row.use,
        reason: row.reason,
        inbox: row.inbox,
        resolved: row.resolved,
      },
    ]),
  );
}

/** Refunds by their ids, and all of some payments. */
export async function readRefunds(
  db: TillTransaction,
  ids: readonly string[],
  transferIds: readonly string[],
): Promise<Map<string, KnownRefund>> {
  if (ids.length === 0 && transferIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('refunds')
    .selectAll()
    .where(sql<boolean>`id = any(${ids}::uuid[]) or transfer_id = any(${transferIds}::text[])`)
    .execute();
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: row.id,
        merchantId: row.merchantId,
        transferId: row.transferId,
        orderId: row.orderId,
        destination: row.destination,
        asset: row.asset,
        amount: BigInt(row.amount),
        paid: BigInt(row.paid),
        status: row.status,
      },
    ]),
  );
}

interface WaitingCommand {
  readonly command: Command;
  /** Id of the registration that a command `account` is about. */
  readonly accountId: string | null;
}

/** Commands that wait, oldest first. They are rows, not places in a sequence: none can slip by (SETTLEMENT 6). */
export async function readCommands(db: TillTransaction, limit: number): Promise<WaitingCommand[]> {
  const rows = await db
    .selectFrom('commands')
    .select(['id', 'kind', 'merchantId', 'orderId', 'payload', 'actor'])
    .where('appliedHeight', 'is', null)
    .orderBy('createdAt')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    command: commandOf(row),
    accountId: row.kind === 'account' ? uuid(row.payload as Payload, 'accountId') : null,
  }));
}

/** One row that nobody can read must not hold up all others. */
export function commandOf(row: CommandRow): Command {
  try {
    return toCommand(row, row.payload as Payload);
  } catch (error) {
    if (!(error instanceof ChaintillError) && !(error instanceof SyntaxError)) throw error;
    return { id: row.id, merchantId: row.merchantId, actor: row.actor, kind: 'unreadable' };
  }
}

interface CommandRow {
  readonly id: string;
  readonly kind: CommandKind;
  readonly merchantId: string;
  readonly orderId: string | null;
  readonly actor: string;
  readonly payload: unknown;
}

type Payload = Readonly<Record<string, unknown>>;

function toCommand(row: CommandRow, payload: Payload): Command {
  const { id, kind, merchantId, actor } = row;
  const common = { id, merchantId, actor };
  // Held by no constraint: an order that is not there is refused like any unknown one.
  const orderId = row.orderId ?? '';
  switch (kind) {
    case 'register':
    case 'cancel':
      return { ...common, kind, orderId };
    case 'mark': {
      const as = text(payload, 'as') === 'settled' ? 'settled' : 'invalid';
      return { ...common, kind, orderId, as, reason: text(payload, 'reason') };
    }
    case 'assign':
      return { ...common, kind, orderId, transferId: text(payload, 'transferId') };
    case 'dismiss':
      return { ...common, kind, transferId: text(payload, 'transferId') };
    case 'account':
      return { ...common, kind };
    case 'refund':
      return {
        ...common,
        kind,
        refundId: uuidOf(payload, 'refundId'),
        transferId: text(payload, 'transferId'),
        payer: text(payload, 'payer') as AccountHex,
        destination: text(payload, 'destination') as AccountHex,
        amount: BigInt(text(payload, 'amount')),
        reference: text(payload, 'reference'),
      };
    case 'cancelRefund':
      return { ...common, kind, refundId: uuidOf(payload, 'refundId') };
  }
}

/** Null for what is no UUID. */
function uuid(payload: Payload, name: string): string | null {
  const value = payload[name];
  return typeof value === 'string' && isUuid(value) ? value : null;
}

function uuidOf(payload: Payload, name: string): string {
  const value = uuid(payload, name);
  if (value !== null) return value;
  throw new ChaintillError('COMMAND_UNREADABLE', `a command in the order log has no UUID in ${name}`);
}

function text(payload: Payload, name: string): string {
  const value = payload[name];
  if (typeof value === 'string') return value;
  throw new ChaintillError('COMMAND_UNREADABLE', `a command in the order log has no text in ${name}`);
}
