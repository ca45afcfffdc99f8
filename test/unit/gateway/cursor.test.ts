import { decodeCursor, encodeCursor } from '../../../src/gateway/graphql/cursor.js';
import type { Order } from '../../../src/store/lists/order.js';
import { TRANSFER_COLUMNS } from '../../../src/store/chain/transfers.js';

const byBlock: Order[] = [
  { column: 'blockNumber', direction: 'desc' },
  { column: 'eventIndex', direction: 'desc' },
];
const byTime: Order[] = [{ column: 'timestamp', direction: 'asc' }, ...byBlock];

function forged(content: unknown): string {
  return Buffer.from(JSON.stringify(content)).toString('base64url');
}

describe('cursors', () => {
  it('give back the place they were made of', () => {
    expect(decodeCursor(encodeCursor(byBlock, [7, 3]), byBlock, TRANSFER_COLUMNS)).toEqual([7, 3]);
    const place = ['2026-11-21T12:00:00.123Z', 7, 3];
    expect(decodeCursor(encodeCursor(byTime, place), byTime, TRANSFER_COLUMNS)).toEqual(place);
    expect(decodeCursor(encodeCursor(byTime, [null, 7, 3]), byTime, TRANSFER_COLUMNS)).toEqual([null, 7, 3]);
  });

  it('of another order are refused, as they would show the wrong page', () => {
    const ascending = byBlock.map(({ column }) => ({ column, direction: 'asc' }) as const);
    const cursor = encodeCursor(ascending, [7, 3]);
    expect(() => decodeCursor(cursor, byBlock, TRANSFER_COLUMNS)).toThrow(/another order/);
  });

  it.each([
    ['nothing', ''],
    ['no base64', '%%%'],
    ['no JSON', Buffer.from('hello').toString('base64url')],
    ['no list', forged({})],
    ['no order', forged([])],
    ['too few values', forged(['blockNumber desc,eventIndex desc', 7])],
    ['too many values', forged(['blockNumber desc,eventIndex desc', 7, 3, 1])],
    ['text for a number', forged(['blockNumber desc,eventIndex desc', '7; drop table', 3])],
    ['a fraction', forged(['blockNumber desc,eventIndex desc', 7.5, 3])],
    ['a number out of range', forged(['blockNumber desc,eventIndex desc', 2 ** 31, 3])],
    ['null where there is always a value', forged(['blockNumber desc,eventIndex desc', null, 3])],
    ['no moment', forged(['timestamp asc,blockNumber desc,eventIndex desc', 'tomorrow', 7, 3])],
  ])('that are %s are refused', (_what, cursor) => {
    const order = cursor.includes(forged(['timestamp']).slice(0, 12)) ? byTime : byBlock;
    expect(() => decodeCursor(cursor, order, TRANSFER_COLUMNS)).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT' }) as Error,
    );
  });
});
