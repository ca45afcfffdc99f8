/** What people decided about payments: few, and any of them may link an order with money of any block. */
import { sql } from 'kysely';
import type { AppliedCommand } from '../../../domain/replay/inputs.js';
import type { TillTransaction } from '../database.js';
import { commandOf } from '../settling/known.js';
import type { CommandKind } from '../tables.js';

export interface Decisions {
  /** Those about one of these transfers, or that assign one to one of these orders. */
  about(transferIds: ReadonlySet<string>, orderIds: ReadonlySet<string>): readonly AppliedCommand[];
  /** Orders that these transfers were assigned to. */
  ordersOf(transferIds: readonly string[]): readonly string[];
  /** Transfers that were assigned to these orders. */
  transfersOf(orderIds: readonly string[]): readonly string[];
  /** Refunds of these transfers. */
  refundsOf(transferIds: readonly string[]): readonly string[];
  /** The transfers that these refunds are of. */
  refundedBy(refundIds: readonly string[]): readonly string[];
}

const OF_ORDERS: readonly CommandKind[] = ['register', 'cancel', 'mark'];
const OF_PAYMENTS: readonly CommandKind[] = ['assign', 'dismiss', 'refund', 'cancelRefund'];
/** What could not be stored took no effect. */
const NOT_STORED = 'NOT_STORED';

/** All of the till's. */
export async function readDecisions(db: TillTransaction): Promise<Decisions> {
  const all = await readApplied(db, OF_PAYMENTS, null);
  const orders = new Map<string, string[]>();
  const transfers = new Map<string, string[]>();
  const refunds = new Map<string, string[]>();
  const refunded = new Map<string, string>();
  for (const { command } of all) {
    if (command.kind === 'assign') {
      add(orders, command.transferId, command.orderId);
      add(transfers, command.orderId, command.transferId);
    } else if (command.kind === 'refund') {
      add(refunds, command.transferId, command.refundId);
      refunded.set(command.refundId, command.transferId);
    }
  }
  const transferOf = ({ command }: AppliedCommand): string | null => {
    if ('transferId' in command) return command.transferId;
    return command.kind === 'cancelRefund' ? (refunded.get(command.refundId) ?? null) : null;
  };
  return {
    about: (transferIds, orderIds) =>
      all.filter((applied) => {
        const transfer = transferOf(applied);
        const { command } = applied;
        return (
          (transfer !== null && transferIds.has(transfer)) ||
          (command.kind === 'assign' && orderIds.has(command.orderId))
        );
      }),
    ordersOf: (ids) => ids.flatMap((id) => orders.get(id) ?? []),
    transfersOf: (ids) => ids.flatMap((id) => transfers.get(id) ?? []),
    refundsOf: (ids) => ids.flatMap((id) => refunds.get(id) ?? []),
    refundedBy: (ids) => ids.flatMap((id) => refunded.get(id) ?? []),
  };
}

/** Registrations, cancelations and marks of some orders. */
export function readOrderCommands(
  db: TillTransaction,
  orderIds: readonly string[],
): Promise<readonly AppliedCommand[]> {
  return readApplied(db, OF_ORDERS, orderIds);
}

async function readApplied(
  db: TillTransaction,
  kinds: readonly CommandKind[],
  orderIds: readonly string[] | null,
): Promise<readonly AppliedCommand[]> {
  let query = db
    .selectFrom('commands as c')
    .select(['id', 'kind', 'merchantId', 'orderId', 'payload', 'actor', 'appliedHeight', 'ordinal'])
    // Nothing but its step ever updates a command, and all of a step in one go: they name the same transaction.
    .select(sql<string>`c.xmin::text`.as('step'))
    .where('kind', 'in', kinds)
    .where('refusalCode', 'is distinct from', NOT_STORED);
  if (orderIds !== null) query = query.where('orderId', '=', sql<string>`any(${orderIds}::uuid[])`);
  const rows = await query.execute();
  return rows
    .flatMap((row) =>
      row.appliedHeight === null
        ? []
        : [
            {
              command: commandOf(row),
              height: row.appliedHeight,
              ordinal: Number(row.ordinal),
              step: row.step,
            },
          ],
    )
    .sort((a, b) => a.ordinal - b.ordinal);
}

function add(map: Map<string, string[]>, key: string, value: string): void {
  const values = map.get(key) ?? [];
  map.set(key, values);
  values.push(value);
}
