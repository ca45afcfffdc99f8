/** A chain that grows with payments of every kind to orders that are registered meanwhile, the same for every seed. */
import { bytesToHex, type Hex } from '../../../src/domain/hex.js';
import { call, type BlockScript } from '../../fixture-chain/build/plain.js';
import { loadRuntime } from '../../fixture-chain/build/runtime.js';
import { account } from '../../fixture-chain/scenario/accounts.js';
import { createWorld } from '../../fixture-chain/scenario/world.js';

export const runtime = loadRuntime('liberland-8');
export const SHOP = account('shop');
export const TILL = account('second till of the shop');

/** An order of the traffic, by its number. */
export interface TrafficOrder {
  readonly reference: string;
  readonly amount: bigint;
  readonly windowFrom: number;
  readonly expiryHeight: number;
  readonly late: 'hold' | number;
  /** Height from which on it is registered; some only after they are paid. */
  readonly registeredFrom: number;
}

export const ORDERS_A_BLOCK = 4;
const PATIENCE = 12;

/** The orders that begin in a block. */
export function ordersOf(height: number): readonly TrafficOrder[] {
  return Array.from({ length: ORDERS_A_BLOCK }, (_, i) => {
    const number = height * ORDERS_A_BLOCK + i;
    return {
      reference: `o-${number}`,
      amount: 1_000n + BigInt(number % 7),
      windowFrom: height,
      expiryHeight: height + PATIENCE,
      late: number % 2 === 0 ? 'hold' : 6,
      registeredFrom: height + (number % 5 === 0 ? 8 : 0),
    };
  });
}

/** What is paid for an order, and how many blocks after it begins. */
function paymentsOf({ amount }: TrafficOrder, number: number): readonly { after: number; value: bigint }[] {
  switch (number % 8) {
    case 0:
    case 1:
      return [{ after: 2, value: amount }];
    case 2:
      return [
        { after: 1, value: amount - 400n },
        { after: 5, value: 400n },
      ];
    case 3:
      return [{ after: 3, value: amount + 5n }];
    case 4:
      return [{ after: PATIENCE + 3, value: amount }];
    case 5:
      return [
        { after: 2, value: 100n },
        { after: PATIENCE + 9, value: amount },
      ];
    case 6:
      return [
        { after: 2, value: amount },
        { after: 2, value: amount },
      ];
    default:
      return [];
  }
}

/** Writes the blocks of the traffic one after the other. */
export function createTraffic(): { next(): BlockScript; readonly height: number } {
  const world = createWorld(runtime);
  let height = 0;

  const pay = (to: Hex, value: bigint, reference: string): ReturnType<typeof world.extrinsic> =>
    world.extrinsic(
      call('utility.batchAll', [
        [
          call('balances.transferKeepAlive', [to, value]),
          call('system.remark', [bytesToHex(new TextEncoder().encode(`order:${reference}`))]),
        ],
      ]),
    );

  return {
    get height() {
      return height;
    },
    next() {
      height += 1;
      const due = Array.from({ length: PATIENCE + 10 }, (_, age) => height - age)
        .filter((begun) => begun > 0)
        .flatMap((begun) =>
          ordersOf(begun).flatMap((order, i) =>
            paymentsOf(order, begun * ORDERS_A_BLOCK + i)
              .filter(({ after }) => begun + after === height)
              .map(({ value }) => pay(SHOP, value, order.reference)),
          ),
        );
      return world.block({
        extrinsics: [
          ...due,
          ...(height % 5 === 0 ? [pay(SHOP, 77n, `nobody-${height}`)] : []),
          ...(height % 7 === 0
            ? [world.extrinsic(call('balances.transferKeepAlive', [TILL, 33n]), SHOP)]
            : []),
        ],
      }).script;
    },
  };
}
