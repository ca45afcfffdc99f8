import { parseAccount } from '../../../domain/account.js';
import { ChaintillError } from '../../../domain/errors.js';
import { isReference } from '../../../domain/reference.js';
import { readPayment } from '../../../store/chain/payments.js';
import { readPayee } from '../../../store/till/payee.js';
import { describeAssets } from '../../order-answer.js';
import { compareWithPrice, parsePrice } from '../../price.js';
import { registeredPayment } from '../../registered-payment.js';
import { badInput, readInput } from '../input.js';
import type { Resolver } from '../list-field.js';

interface PaymentStatusArgs {
  readonly orderId: string;
  readonly toId: string;
  readonly price: string;
  readonly assetId?: string | null;
  readonly fromHeight?: number | null;
}

const MOST_LISTED = 100;
/** What Liberland's middleware calls the chain's own token. */
const NATIVE = 'Native';

const paymentStatus: Resolver<PaymentStatusArgs> = async (_source, args, context) => {
  const { chain, till, network, views } = context;
  if (!isReference(args.orderId)) {
    throw badInput(
      'orderId: not a reference; write 1 to 64 letters (A-Z, a-z), digits, dots, underscores or hyphens',
    );
  }
  const payee = readInput('toId', () => parseAccount(args.toId));
  const price = readInput('price', () => parsePrice(args.price));
  const asset = readAssetId(args.assetId);
  const { fromHeight } = args;
  if (typeof fromHeight === 'number' && fromHeight < 0)
    throw badInput('fromHeight is negative: write 0 or more');

  const described = asset === null ? null : ((await describeAssets(chain, [asset])).get(asset) ?? null);
  const amount = (value: bigint): object => ({
    value: value.toString(),
    formatted: views.formatted(value, asset, described),
  });
  const known = await readPayee(till, { payee, reference: args.orderId, limit: MOST_LISTED });
  if (known.order) {
    const asked = { reference: args.orderId, price, asset, amount };
    return registeredPayment(context, known.order, known.payments, asked);
  }
  if (known.owner?.allowsUnregistered === false) {
    throw new ChaintillError(
      'ORDER_NOT_REGISTERED',
      'toId is the account of a merchant, who has registered no order under this orderId: register it first',
    );
  }
  const facts = await readPayment(chain, {
    reference: args.orderId,
    payee,
    asset,
    from: typeof fromHeight === 'number' ? { height: fromHeight } : { lastBlocks: network.orderWindowBlocks },
    limit: MOST_LISTED,
  });
  const { status, missing, excess } = compareWithPrice(facts.received, price);
  return {
    status,
    orderStatus: null,
    unregistered: true,
    orderId: args.orderId,
    toId: views.accountKey(payee).id,
    assetId: asset,
    expected: amount(price.amount),
    received: amount(facts.received),
    missing: amount(missing),
    excess: amount(excess),
    transferCount: facts.count,
    transfers: facts.transfers.map((row) =>
      'asset' in row ? views.assetTransfer(row) : views.transfer(row),
    ),
    indexedHeight: facts.indexedHeight,
    window: { from: facts.from, to: facts.indexedHeight },
  };
};

function readAssetId(assetId: string | null | undefined): string | null {
  if (assetId === null || assetId === undefined || assetId === NATIVE) return null;
  if (!/^\d{1,39}$/.test(assetId))
    throw badInput("assetId: an asset's id is a whole number; leave it out for the native token");
  return BigInt(assetId).toString();
}

export const paymentResolvers = { paymentStatus };
