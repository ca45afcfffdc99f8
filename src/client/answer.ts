import { GatewayError } from './gateway-error.js';

/**
 * What an answer says.
 * @throws {GatewayError} the gateway's refusal; `UNEXPECTED_ANSWER` for what no gateway says
 */
export async function readAnswer(response: Response): Promise<unknown> {
  const { status } = response;
  if (response.type === 'opaqueredirect' || (status >= 300 && status < 400)) {
    throw new GatewayError(
      'UNEXPECTED_ANSWER',
      'baseUrl answers with a redirect: write the address that it leads to',
      { status },
    );
  }
  const body = parse(await response.text());
  const refusal = refusalOf(body, status);
  if (refusal) throw refusal;
  if (response.ok && isRecord(body)) return body;
  throw new GatewayError(
    'UNEXPECTED_ANSWER',
    `the answer has status ${status} and is not one of a gateway: see where baseUrl leads`,
    { status },
  );
}

/** REST writes `{error}`, GraphQL and what comes before a route `{errors}`. */
function refusalOf(body: unknown, status: number): GatewayError | null {
  if (!isRecord(body)) return null;
  const { error, errors } = body;
  if (isRecord(error)) return errorOf(error, error, status);
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  if (!isRecord(first)) return null;
  const extensions = isRecord(first['extensions']) ? first['extensions'] : {};
  return errorOf(first, extensions, status);
}

/** What GraphQL answers with status 200, and REST with 503. */
const UNAVAILABLE: ReadonlySet<string> = new Set([
  'DATABASE_UNAVAILABLE',
  'INDEX_NOT_READY',
  'QUERY_TIMEOUT',
  'TILL_NOT_READY',
]);

function errorOf(
  { message }: Readonly<Record<string, unknown>>,
  { code, field, requestId }: Readonly<Record<string, unknown>>,
  status: number,
): GatewayError {
  const known = typeof code === 'string' ? code : 'UNEXPECTED_ANSWER';
  return new GatewayError(known, typeof message === 'string' ? message : `status ${status}`, {
    status: UNAVAILABLE.has(known) ? 503 : status,
    field: typeof field === 'string' ? field : null,
    requestId: typeof requestId === 'string' ? requestId : null,
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // the caller says what it was instead
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
