/** A span for each statement of something that is traced, as OpenTelemetry's conventions for databases have it. */
import { SpanKind, SpanStatusCode, trace, type Attributes } from '@opentelemetry/api';

/** The verb, and behind it the first table that is named with its schema. */
const VERB = /^[\s(]*([a-z]{1,16})\b/i;
const TABLE = /\b(?:from|into|update)\s+"?([a-z_]\w*)"?\."?([a-z_]\w*)"?/i;

/** What spans say of the server: where it is, never who asks. */
export function serverAttributes(url: string): Attributes {
  const { hostname, port, pathname } = new URL(url);
  return {
    'db.system.name': 'postgresql',
    'db.namespace': pathname.slice(1),
    'server.address': hostname,
    'server.port': Number(port || 5432),
  };
}

/** A statement in two words, as `SELECT till.orders`; the statement itself may hold values. */
export function summarize(statement: string): { readonly operation: string; readonly table: string | null } {
  const [, schema, name] = TABLE.exec(statement) ?? [];
  return {
    operation: VERB.exec(statement)?.[1]?.toUpperCase() ?? 'OTHER',
    table: schema === undefined || name === undefined ? null : `${schema}.${name}`,
  };
}

/**
 * Runs a statement within a span, where it is part of something that is recorded. What asks by itself, every few
 * milliseconds for as long as the process lives, makes none.
 */
export async function traceStatement<T>(
  server: Attributes,
  statement: string,
  run: () => Promise<T>,
): Promise<T> {
  if (trace.getActiveSpan()?.isRecording() !== true) return run();
  const { operation, table } = summarize(statement);
  const summary = table === null ? operation : `${operation} ${table}`;
  const span = trace.getTracer('chaintill').startSpan(summary, {
    kind: SpanKind.CLIENT,
    attributes: {
      ...server,
      'db.operation.name': operation,
      'db.query.summary': summary,
      ...(table !== null && { 'db.collection.name': table }),
    },
  });
  try {
    return await run();
  } catch (failure) {
    // Its message may hold a row.
    const { code } = Object(failure) as { code?: unknown };
    const known = typeof code === 'string' ? code : null;
    span.setAttribute('error.type', known ?? '_OTHER');
    if (known !== null && /^[0-9A-Z]{5}$/.test(known)) span.setAttribute('db.response.status_code', known);
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw failure;
  } finally {
    span.end();
  }
}
