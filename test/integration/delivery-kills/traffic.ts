/** Orders of three shops, and the blocks that pay them in every way. */
import { account } from '../../fixture-chain/scenario/accounts.js';
import { payment, type GivenOrder } from '../../support/settlement.js';

export const SHOPS = [0, 1, 2].map((shop) => account(`shop ${shop}`));

/** Blocks that an order waits for its money. */
const PATIENCE = 6;
/** Blocks after which nothing more is paid, and nothing expires. */
const AFTERMATH = PATIENCE + 4;
const AMOUNT = 1_000n;

export interface Traffic {
  /** Height of the last block. */
  readonly height: number;
  /** The orders that a block's height brings, by their shop. */
  ordersOf(height: number): readonly (Omit<GivenOrder, 'merchantId'> & { readonly shop: number })[];
  paymentsOf(height: number): readonly ReturnType<typeof payment>[];
}

/** @param perBlock how many orders begin in each block, until there are `orders` */
export function createTraffic(orders: number, perBlock: number): Traffic {
  const blocks = Math.ceil(orders / perBlock);

  function numbersOf(height: number): readonly number[] {
    if (height < 1 || height > blocks) return [];
    const from = (height - 1) * perBlock;
    return Array.from({ length: Math.min(perBlock, orders - from) }, (_, i) => from + i);
  }

  return {
    height: blocks + AFTERMATH,
    ordersOf: (height) =>
      numbersOf(height).map((number) => ({
        shop: number % SHOPS.length,
        payee: payeeOf(number),
        reference: `o-${number}`,
        amount: AMOUNT,
        windowFrom: height,
        expiryHeight: height + PATIENCE,
      })),
    paymentsOf: (height) =>
      Array.from({ length: AFTERMATH }, (_, age) => age)
        .flatMap((age) =>
          numbersOf(height - age).flatMap((number) =>
            partsOf(number)
              .filter(({ after }) => after === age)
              .map(({ value }) => payment(payeeOf(number), value, `o-${number}`)),
          ),
        )
        .map((row, eventIndex) => ({ ...row, eventIndex })),
  };
}

function payeeOf(number: number): string {
  return SHOPS[number % SHOPS.length] as string;
}

/** What is paid for an order, and how many blocks after it begins. */
function partsOf(number: number): readonly { after: number; value: bigint }[] {
  switch (number % 8) {
    case 0:
    case 1:
    case 2:
      return [{ after: 1, value: AMOUNT }];
    case 3:
      return [
        { after: 1, value: AMOUNT - 400n },
        { after: 2, value: 150n },
        { after: 3, value: 250n },
      ];
    case 4:
      return [{ after: 2, value: AMOUNT + 5n }];
    case 5:
      return [
        { after: 1, value: AMOUNT },
        { after: 3, value: AMOUNT },
      ];
    case 6:
      return [{ after: PATIENCE + 2, value: AMOUNT }];
    default:
      return [];
  }
}
