import { connectRpc } from '../../chain/rpc.js';
import type { UnsignedCall } from '../../chain/unsigned/call.js';
import { formatAccount, parseAccount } from '../../domain/account.js';
import { parseSmallestUnits } from '../../domain/amount.js';
import { badField, readField } from '../../domain/bad-field.js';
import { ChaintillError } from '../../domain/errors.js';
import type { AccountHex } from '../../domain/extract/block.js';
import { viewUnsigned } from '../../gateway/graphql/unsigned-extrinsic.js';
import { viewRefunds, type RefundView } from '../../gateway/payment-view.js';
import { buildRefunds } from '../../gateway/refund-extrinsics.js';
import type { OrderReading } from '../../store/till/order-reading.js';
import type { Config } from '../config.js';
import { namedOrder } from '../operator/named-order.js';
import { withOffice, type Office } from '../operator/office.js';
import { refundLine } from '../operator/order-lines.js';
import { cancelRefunds, openRefunds, type RefundWish } from '../operator/order-refunds.js';
import { terminalText } from '../operator/terminal-text.js';
import { viewServedChain } from '../served-chain.js';

export interface RefundOptions {
  /** Whose order it is, where it is named as the merchant names it. */
  readonly merchant?: string;
  /** Which payments of it go back, by their ids. */
  readonly payment?: readonly string[];
  /** In the smallest unit. */
  readonly amount?: string;
  readonly destination?: string;
  readonly from?: string;
  readonly cancel?: boolean;
  readonly json?: boolean;
}

/**
 * `chaintill refund`: plans what goes back of an order's payments, and prints what the merchant signs for it. It signs and
 * sends nothing; what is open already is printed again.
 * @throws {ChaintillError} `CONFIG`, `ORDER_NOT_FOUND`, `MERCHANT_NOT_FOUND`, `INVALID_AMOUNT`, `INVALID_ADDRESS`,
 * `GENESIS_MISMATCH`, `RPC_UNREACHABLE`, and as `openRefunds` and `cancelRefunds`
 */
export async function refund(config: Config, name: string, options: RefundOptions): Promise<void> {
  const { merchant, cancel = false, json = false } = options;
  const wish = wishOf(options);
  await withOffice(config, async (office) => {
    const order = await namedOrder(office.till, name, merchant);
    if (cancel) {
      const rows = await cancelRefunds(office.till, order, wish.transferIds);
      const refunds = await viewRefunds(office, rows);
      if (json) console.log(JSON.stringify({ refunds }));
      else for (const one of refunds) console.log(refundLine(one));
      return;
    }
    const built = await build(office, order, wish);
    if (json) console.log(JSON.stringify({ refunds: built.map((one) => plain(one, office)) }));
    else for (const line of describe(built, office)) console.log(line);
  });
}

function wishOf({ payment, amount, destination, from, cancel = false }: RefundOptions): RefundWish {
  const wish = {
    transferIds: payment === undefined ? null : [...new Set(payment)],
    amount: amount === undefined ? null : readAmount(amount),
    destination: readAccount('destination', destination),
    payer: readAccount('from', from),
  };
  const terms = [amount, destination, from].filter((given) => given !== undefined);
  if (terms.length > 0 && cancel) {
    throw new ChaintillError(
      'CONFIG',
      '--amount, --destination and --from are for planning: leave out --cancel',
    );
  }
  if (terms.length > 0 && (payment?.length ?? 1) > 1) {
    throw new ChaintillError(
      'CONFIG',
      '--amount, --destination and --from are for one payment: name only one',
    );
  }
  return wish;
}

function readAmount(text: string): bigint {
  const amount = readField('amount', () => parseSmallestUnits(text));
  if (amount > 0n) return amount;
  throw badField('amount', 'a refund must be above 0', { code: 'INVALID_AMOUNT' });
}

function readAccount(field: string, text: string | undefined): AccountHex | null {
  return text === undefined ? null : readField(field, () => parseAccount(text));
}

interface Built {
  readonly refund: RefundView;
  /** Null where nothing of it is left to pay. */
  readonly call: UnsignedCall | null;
}

/** The node is looked at first: a plan that nobody could sign would be in the way of the next. */
async function build(office: Office, order: OrderReading, wish: RefundWish): Promise<readonly Built[]> {
  const { served, till } = office;
  const rpc = await connectRpc(served.endpoints);
  try {
    const view = await viewServedChain(rpc, served);
    const rows = await openRefunds(till, order, wish);
    const calls = await buildRefunds(view, rows, served.network);
    const refunds = await viewRefunds(office, rows);
    return refunds.map((one, i) => ({ refund: one, call: calls[i] ?? null }));
  } finally {
    await rpc.close();
  }
}

function plain({ refund: one, call }: Built, { network }: Office): object {
  return { ...one, extrinsic: call && viewUnsigned(call, network) };
}

function describe(built: readonly Built[], { network }: Office): readonly string[] {
  return [
    `Extrinsics to sign (${built.filter(({ call }) => call !== null).length}):`,
    ...built.flatMap(({ refund: one, call }, i) => [
      '',
      `${i + 1}. ${call === null ? 'Nothing is left to pay.' : terminalText(call.description)}`,
      `   Refund: ${refundLine(one)}`,
      ...(call === null
        ? []
        : [`   Signer: ${formatAccount(call.signer, network.ss58Prefix)}`, `   Call data: ${call.callData}`]),
    ]),
  ];
}
