/** `chaintill orders`: the orders of all merchants, for the operator, and what can be decided on them by hand. */
import { badField } from '../../domain/bad-field.js';
import { viewPayments } from '../../gateway/payment-view.js';
import { carryOutFor } from '../../gateway/order-decisions.js';
import { orderPages } from '../../gateway/rest/order-pages.js';
import { readOrderFilter } from '../../gateway/rest/order-query.js';
import { nextKey, pageOf, type PageRequest } from '../../gateway/rest/page.js';
import { readWhole } from '../../gateway/rest/query.js';
import { PAYMENTS } from '../../gateway/rest/order-reads.js';
import { ALWAYS } from '../../store/lists/condition.js';
import type { Key } from '../../store/lists/order.js';
import { findOrder } from '../../store/till/order-reading.js';
import { findPayment, type Decision } from '../../store/till/decisions.js';
import { listUnmatched } from '../../store/till/payment-lists.js';
import type { Config } from '../config.js';
import { OPERATOR } from '../operator/actor.js';
import { merchantsOf, namedMerchant } from '../operator/merchants.js';
import { namedOrder } from '../operator/named-order.js';
import { withOffice, type Office } from '../operator/office.js';
import { ORDER_HEADING, orderLine, orderLines, paymentLine } from '../operator/order-lines.js';
import { plainOrders, readOrderRecord } from '../operator/order-record.js';
import { printLines } from '../operator/print-lines.js';

interface Printed {
  readonly json?: boolean;
}

export interface ListOrdersOptions extends Printed {
  readonly merchant?: string;
  readonly limit?: string;
  readonly status?: string;
  readonly amountState?: string;
  readonly refundState?: string;
  readonly flags?: string;
  readonly account?: string;
  readonly payee?: string;
  readonly reference?: string;
  readonly createdFrom?: string;
  readonly createdBefore?: string;
}

const MOST = 999_999_999;

/**
 * `orders list`: merchant by merchant, each merchant's newest first, read and printed page by page.
 * @throws {ChaintillError} `BAD_USER_INPUT` with the option, `MERCHANT_NOT_FOUND`, and as `withOffice`
 */
export async function listOrders(
  config: Config,
  { merchant, json = false, ...given }: ListOrdersOptions,
): Promise<void> {
  const { limit, ...filter } = withoutEmpty(given);
  const where = readOrderFilter(filter);
  let left = readWhole(limit === undefined ? {} : { limit }, 'limit', MOST, MOST);
  await withOffice(config, async (office) => {
    async function* lines(): AsyncGenerator<string> {
      for await (const { id, name } of merchantsOf(office.till, merchant)) {
        let isFirst = true;
        for await (const page of orderPages(office.till, id, where, 'desc')) {
          const rows = page.slice(0, left);
          left -= rows.length;
          if (!json && isFirst && rows.length > 0) yield* [`Merchant ${id}  ${name}`, ORDER_HEADING];
          isFirst = false;
          for (const order of await plainOrders(office, rows)) {
            yield json ? JSON.stringify(order) : orderLine(order);
          }
          if (left === 0) return;
        }
      }
    }
    await printLines(lines());
  });
}

export interface NamedOptions extends Printed {
  /** Whose order it is, where it is named as the merchant names it. */
  readonly merchant?: string;
}

/** `orders show`. @throws {ChaintillError} `ORDER_NOT_FOUND`, `MERCHANT_NOT_FOUND`, and as `withOffice` */
export async function showOrder(
  config: Config,
  name: string,
  { merchant, json = false }: NamedOptions,
): Promise<void> {
  await withOffice(config, async (office) => {
    const record = await readOrderRecord(office, await namedOrder(office.till, name, merchant));
    if (json) console.log(JSON.stringify(record));
    else for (const line of orderLines(record)) console.log(line);
  });
}

/** `orders inbox`: money that waits for a decision, merchant by merchant, the newest first. */
export async function listInbox(config: Config, { merchant, json = false }: NamedOptions): Promise<void> {
  await withOffice(config, async (office) => {
    async function* lines(): AsyncGenerator<string> {
      for await (const { id, name } of merchantsOf(office.till, merchant)) {
        const request: PageRequest = pageOf(PAYMENTS, ALWAYS, 'desc');
        let after: Key | null = null;
        let isFirst = true;
        do {
          const page = await listUnmatched(office.till, id, { ...request, after });
          if (!json && isFirst && page.rows.length > 0) yield `Merchant ${id}  ${name}`;
          isFirst = false;
          for (const payment of await viewPayments(office, page.rows)) {
            yield json ? JSON.stringify({ merchantId: id, ...payment }) : paymentLine(payment);
          }
          after = nextKey(page, request);
        } while (after !== null);
      }
    }
    await printLines(lines());
  });
}

/** `orders cancel`. @throws {ChaintillError} as `showOrder` and `carryOutFor` */
export function cancelOrder(config: Config, name: string, options: NamedOptions): Promise<void> {
  return decideOn(config, name, options, (orderId) => ({ kind: 'cancel', orderId }));
}

export interface MarkOptions extends NamedOptions {
  readonly as: string;
  readonly reason: string;
}

/** `orders mark`: settled or invalid by hand. @throws {ChaintillError} `BAD_USER_INPUT`, and as `cancelOrder` */
export async function markOrder(config: Config, name: string, options: MarkOptions): Promise<void> {
  const { as, reason } = options;
  if (as !== 'settled' && as !== 'invalid') throw badField('as', 'write settled or invalid');
  await decideOn(config, name, options, (orderId) => ({ kind: 'mark', orderId, as, reason }));
}

/** `orders assign`: gives money of the inbox to an order. @throws {ChaintillError} as `cancelOrder` */
export function assignPayment(
  config: Config,
  transferId: string,
  name: string,
  options: NamedOptions,
): Promise<void> {
  return decideOn(config, name, options, (orderId) => ({ kind: 'assign', orderId, transferId }));
}

/** `orders dismiss`: takes money out of the inbox. @throws {ChaintillError} as `carryOutFor` */
export async function dismissPayment(
  config: Config,
  transferId: string,
  { merchant, json = false }: Printed & { readonly merchant: string },
): Promise<void> {
  await withOffice(config, async (office) => {
    const { id } = await namedMerchant(office.till, merchant);
    await carryOutFor(office.till, id, { kind: 'dismiss', transferId }, null, OPERATOR);
    const row = await findPayment(office.till, id, transferId);
    for (const payment of await viewPayments(office, row ? [row] : [])) {
      console.log(json ? JSON.stringify({ merchantId: id, ...payment }) : paymentLine(payment));
    }
  });
}

async function decideOn(
  config: Config,
  name: string,
  { merchant, json = false }: NamedOptions,
  decisionOn: (orderId: string) => Decision,
): Promise<void> {
  await withOffice(config, async (office) => {
    const { id, merchantId, orderId } = await namedOrder(office.till, name, merchant);
    await carryOutFor(office.till, merchantId, decisionOn(orderId), null, OPERATOR);
    await printOrder(office, merchantId, id, json);
  });
}

async function printOrder(office: Office, merchantId: string, id: string, json: boolean): Promise<void> {
  const row = await findOrder(office.till, merchantId, { id });
  for (const order of await plainOrders(office, row ? [row] : [])) {
    console.log(json ? JSON.stringify(order) : orderLine(order));
  }
}

/** Options that were given; one without a value would narrow nothing. @throws {ChaintillError} `BAD_USER_INPUT` */
function withoutEmpty(given: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const named = Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined);
  for (const [name, value] of named) {
    if (value === '' || value.includes('\0')) throw badField(name, 'write a value, or leave it out');
  }
  return Object.fromEntries(named);
}
