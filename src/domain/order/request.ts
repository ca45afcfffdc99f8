/** What a merchant sends to register an order, and what it means as far as that can be told without the chain. */
import { parseAccount } from '../account.js';
import { badField, readField } from '../bad-field.js';
import { digestJson } from '../canonical-json.js';
import { readAnyCompanyId } from '../company/local.js';
import type { AccountHex } from '../extract/block.js';
import { refusalOf } from '../schema-issue.js';
import { readLink } from './link.js';
import { checkMetadata } from './metadata.js';
import type { OrderMode } from './mode.js';
import type { OrderRate } from './rate.js';
import { orderRequestSchema, type SentOrder } from './request-schema.js';
import type { LatePolicy } from './terms.js';
import type { Dialect } from '../webhook/dialect.js';
import { dialectOf } from '../webhook/dialect-constant.js';
import { checkTarget, targetsOf, type TargetPolicy } from '../webhook/target.js';

/** A validated request; fields that were left out are null or their default. */
export interface OrderRequest {
  readonly orderId: string;
  readonly price: Price;
  /** Id in pallet assets, in decimal; null for the chain's own token. */
  readonly assetId: string | null;
  /** Null: the merchant's only account, or its only one that is the company's. */
  readonly payee: AccountHex | null;
  /** Id of the registered company that it is for, as `readAnyCompanyId` gives it; null for none. */
  readonly company: string | null;
  /** The one account whose payments count; null: anybody's. */
  readonly payer: AccountHex | null;
  readonly description: string | null;
  /** Any JSON; null for none. */
  readonly metadata: unknown;
  /** What a token is worth in another currency; null where that was not said. */
  readonly rate: OrderRate | null;
  readonly expiry: Expiry;
  /** Basis points, 0 to `MAX_TOLERANCE_BP`. */
  readonly toleranceBp: number;
  readonly late: LatePolicy;
  readonly mode: OrderMode;
  /** First block whose payments count; null: the indexed height at registration. */
  readonly acceptFromHeight: number | null;
  readonly successUrl: string | null;
  readonly failureUrl: string | null;
  readonly webhookUrl: string | null;
  /** How its events are written to that URL. */
  readonly webhookDialect: Dialect;
  /** SHA-256 of the request as it was sent: what "the same terms" compares (SETTLEMENT 25). */
  readonly digest: Uint8Array;
}

/** How the amount was written: in the token's unit, as `12.5`, or in its smallest unit. */
export interface Price {
  readonly field: 'amount' | 'amountInSmallestUnits';
  readonly text: string;
}

export type Expiry =
  | { readonly by: 'default' }
  /** Counted from the indexed height at registration. */
  | { readonly by: 'blocks'; readonly blocks: number }
  /** Milliseconds since 1970. */
  | { readonly by: 'time'; readonly at: number };

export interface RequestRules {
  /** On a dev chain: links may be http to the machine itself, and webhooks may go there. */
  readonly allowLoopbackHttp: boolean;
}

/**
 * Reads a request; a field that is null counts as left out.
 * @throws {ChaintillError} with the field: `INVALID_ADDRESS`, `UNKNOWN_FIELD`, what `checkTarget` throws, else
 * `BAD_USER_INPUT`.
 */
export function readOrderRequest(input: unknown, { allowLoopbackHttp }: RequestRules): OrderRequest {
  const given = withoutNulls(input);
  const result = orderRequestSchema.safeParse(given);
  if (!result.success) throw refusalOf(result.error.issues[0]);
  const sent = result.data;
  if (sent.metadata !== undefined) checkMetadata(sent.metadata);
  const link = (field: 'successUrl' | 'failureUrl'): string | null => {
    const value = sent[field];
    return value == null ? null : readLink(field, value, allowLoopbackHttp);
  };
  const { payee, payer, late, rate } = sent;
  return {
    orderId: sent.orderId,
    price: readPrice(sent),
    assetId: sent.assetId ?? null,
    payee: payee == null ? null : readField('payee', () => parseAccount(payee)),
    payer: payer == null ? null : readField('payer', () => parseAccount(payer)),
    company: readCompany(sent),
    description: sent.description ?? null,
    metadata: sent.metadata ?? null,
    rate: rate == null ? null : { ...rate, source: rate.source ?? null },
    expiry: readExpiry(sent),
    toleranceBp: sent.toleranceBp ?? 0,
    late: late?.policy === 'ACCEPT' ? { policy: 'accept', blocks: late.blocks } : { policy: 'hold' },
    mode: sent.mode === 'ADDRESS' ? 'address' : 'reference',
    acceptFromHeight: sent.acceptFromHeight ?? null,
    successUrl: link('successUrl'),
    failureUrl: link('failureUrl'),
    ...readWebhook(sent, targetsOf(allowLoopbackHttp)),
    digest: digestJson(given),
  };
}

function readCompany({ company }: SentOrder): string | null {
  if (company == null) return null;
  const id = readAnyCompanyId(company);
  if (id !== null) return id;
  throw badField('company', 'write <registry>-<entity>, as 0-17, or the number of the entity alone');
}

function readWebhook(
  { webhookUrl, webhookDialect, company }: SentOrder,
  policy: TargetPolicy,
): Pick<OrderRequest, 'webhookUrl' | 'webhookDialect'> {
  // A company brings its hook along.
  if (webhookUrl == null && webhookDialect != null && company == null) {
    throw badField('webhookDialect', 'it is for a webhookUrl: write both, or leave it out');
  }
  return {
    webhookUrl:
      webhookUrl == null ? null : readField('webhookUrl', () => checkTarget(webhookUrl, policy)).href,
    webhookDialect: webhookDialect == null ? 'standard' : dialectOf(webhookDialect),
  };
}

function readPrice({ amount, amountInSmallestUnits }: SentOrder): Price {
  if (amount != null && amountInSmallestUnits == null) return { field: 'amount', text: amount };
  if (amount == null && amountInSmallestUnits != null) {
    return { field: 'amountInSmallestUnits', text: amountInSmallestUnits };
  }
  throw badField('amount', 'write either amount or amountInSmallestUnits');
}

function readExpiry({ expiresInBlocks, expiresAt }: SentOrder): Expiry {
  if (expiresInBlocks != null && expiresAt != null) {
    throw badField('expiresAt', 'write either expiresAt or expiresInBlocks');
  }
  if (expiresInBlocks != null) return { by: 'blocks', blocks: expiresInBlocks };
  return expiresAt == null ? { by: 'default' } : { by: 'time', at: Date.parse(expiresAt) };
}

/** GraphQL clients send null for variables that they do not set. */
function withoutNulls(input: unknown): unknown {
  if (!isRecord(input)) return input;
  const { late, rate } = input;
  return dropNulls({
    ...input,
    ...(isRecord(late) && { late: dropNulls(late) }),
    ...(isRecord(rate) && { rate: dropNulls(rate) }),
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function dropNulls(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined),
  );
}
