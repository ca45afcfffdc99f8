import type { NewOrder, Order } from './order.js';
import type { Orders, WriteOptions } from './orders.js';

/** An order that is paid by any transfer to its own address, without a remark. */
export interface DepositAddress {
  /** In SS58 with the network's prefix. */
  readonly address: string;
  readonly order: Order;
}

export interface Addresses {
  /**
   * Registers an order with an address of its own. The merchant's account must be enabled for that first.
   * @throws {GatewayError} as `orders.create`
   */
  create(order: Omit<NewOrder, 'mode' | 'acceptFromHeight'>, options?: WriteOptions): Promise<DepositAddress>;
}

export function addressesOf(orders: Orders): Addresses {
  return {
    async create(order, options) {
      const registered = await orders.create({ ...order, mode: 'ADDRESS' }, options);
      return { address: registered.payee, order: registered };
    },
  };
}
