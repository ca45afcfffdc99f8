import { badField } from '../../../domain/bad-field.js';
import { listAudit } from '../../../store/till/audit-log.js';
import { merchantFor } from '../../auth/on-behalf.js';
import { decodeCursor, encodeCursor } from '../cursor.js';
import { connection, type Resolver } from '../list-field.js';
import { readPageSize } from '../paging.js';
import { viewAuditEntry } from '../till-views.js';

interface AuditLogArgs {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly merchantId?: string | null;
  readonly subjectKind?: string | null;
  readonly subjectId?: string | null;
  readonly action?: string | null;
  readonly actor?: string | null;
}

const ORDER = [{ column: 'id', direction: 'desc' }] as const;
const COLUMNS = { id: { kind: 'numeric', nullable: false } } as const;
/** Higher ids do not fit the column. */
const HIGHEST_ID = 2n ** 63n - 1n;
const SUBJECT = /^[\x20-\x7e]{1,200}$/;

const auditLog: Resolver<AuditLogArgs> = async (_source, args, { till, caller, rows }) => {
  const everybody = caller.kind === 'operator' && args.merchantId == null;
  const merchantId = everybody ? null : merchantFor(caller, 'audit:read', args.merchantId);
  const filter = {
    merchantId,
    subjectKind: readText('subjectKind', args.subjectKind),
    subjectId: readText('subjectId', args.subjectId),
    action: readText('action', args.action),
    actor: readText('actor', args.actor),
  };
  const { limit } = readPageSize(args);
  rows.take(limit);
  const after = args.after == null ? null : readPlace(args.after);
  const found = await listAudit(till, filter, { limit, after });
  return connection(
    found
      .slice(0, limit)
      .map((row) => ({ cursor: encodeCursor(ORDER, [row.id]), node: viewAuditEntry(row) })),
    { hasNextPage: found.length > limit, hasPreviousPage: after !== null },
    null,
  );
};

function readPlace(cursor: string): string {
  const id = BigInt(decodeCursor(cursor, ORDER, COLUMNS)[0] ?? 0);
  return String(id > HIGHEST_ID ? HIGHEST_ID : id < 0n ? 0n : id);
}

function readText(field: string, text: string | null | undefined): string | null {
  if (text == null) return null;
  if (!SUBJECT.test(text)) throw badField(field, 'write 1 to 200 printable ASCII characters');
  return text;
}

export const auditLogResolvers = { Query: { auditLog } };
