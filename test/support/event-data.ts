/** What events tell of orders and payments, complete and with the fields that a test is about. */
import { randomUUID } from 'node:crypto';
import type { OrderData } from '../../src/domain/events/order-data.js';
import type { PaymentData } from '../../src/domain/events/payment-data.js';
import { ALICE, BOB } from './accounts.js';

export function orderDataOf(given: Partial<OrderData> = {}): OrderData {
  return {
    id: randomUUID(),
    orderId: 'A-1001',
    status: 'open',
    amountState: 'none',
    flags: [],
    payee: ALICE,
    payer: null,
    reference: 'A-1001',
    asset: null,
    symbol: 'UNIT',
    decimals: 12,
    expected: '5000',
    minimum: '5000',
    received: '0',
    missing: '5000',
    excess: '0',
    held: '0',
    refunded: '0',
    windowFrom: 1,
    expiryHeight: 1_000,
    settledHeight: null,
    description: null,
    metadata: null,
    ...given,
  };
}

export function paymentDataOf(given: Partial<PaymentData> = {}): PaymentData {
  return {
    transferId: '100-3',
    blockNumber: 100,
    blockHash: `0x${'ab'.repeat(32)}`,
    blockTime: null,
    extrinsicHash: `0x${'cd'.repeat(32)}`,
    eventIndex: 3,
    from: BOB,
    to: ALICE,
    asset: null,
    symbol: 'UNIT',
    decimals: 12,
    value: '5000',
    reference: 'A-1001',
    remarkText: null,
    finality: 'finalized',
    ...given,
  };
}
