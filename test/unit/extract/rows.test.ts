import { extract } from '../../../src/domain/extract/extract.js';
import { rowsOf, type BlockRows } from '../../../src/domain/extract/rows.js';
import { bytesToHex } from '../../../src/domain/hex.js';
import { encodeLiberlandRemark } from '../../../src/domain/remark/liberland-user.js';
import {
  ALICE,
  BOB,
  DONE,
  ITEM,
  batchAll,
  block,
  call,
  event,
  hex,
  paid,
  paidAsset,
  pay,
  payAsset,
  remark,
  tx,
  type Scene,
} from './scene.js';

function rows(scene: Scene): BlockRows {
  const data = block(scene);
  return rowsOf(data, extract(data));
}

const payWith = (bytes: string): BlockRows =>
  rows({
    transactions: [tx(batchAll(pay(BOB), call('system.remark', [bytes])), paid(BOB, 12n), ITEM, ITEM, DONE)],
  });

describe('rows of schema chain', () => {
  it('tags a transfer with the order that its payer named in text', () => {
    const { transfers, remarks } = rows({
      transactions: [
        tx(batchAll(pay(BOB), remark('order:A-1 two coffees')), paid(BOB, 12n), ITEM, ITEM, DONE),
      ],
    });
    expect(transfers).toEqual([
      {
        id: '7-1',
        fromId: ALICE,
        toId: BOB,
        value: 12n,
        remark: hex('order:A-1 two coffees'),
        reference: 'A-1',
        pairing: 'paired',
        blockId: `0x${'07'.repeat(32)}`,
        blockNumber: 7,
        timestamp: new Date(1_700_000_000_000),
        eventIndex: 1,
        extrinsicIndex: 0,
        extrinsicHash: `0x${'e0'.repeat(32)}`,
        callPath: 'utility.batchAll[0].balances.transferKeepAlive',
        signerId: ALICE,
        feePayerId: ALICE,
        fee: 12n,
      },
    ]);
    expect(remarks).toMatchObject([
      {
        id: '7-0',
        codec: 'text',
        text: 'order:A-1 two coffees',
        reference: 'A-1',
        executed: 'yes',
        transferId: '7-1',
        size: 21,
        callPath: 'utility.batchAll[1].system.remark',
      },
    ]);
  });

  it('tags with the id of a Liberland remark, in decimal', () => {
    const { transfers, remarks } = payWith(bytesToHex(encodeLiberlandRemark(557n, 'Order #557')));
    expect(transfers[0]?.reference).toBe('557');
    expect(remarks[0]).toMatchObject({ codec: 'liberland', text: 'Order #557' });
  });

  it('keeps a remark that no codec reads as hex, and tags nothing with it', () => {
    const { transfers, remarks } = payWith('0xff00ff');
    expect(transfers[0]).toMatchObject({ pairing: 'paired', reference: undefined, remark: '0xff00ff' });
    expect(remarks[0]).toMatchObject({ codec: 'unknown', data: '0xff00ff', text: undefined });
  });

  it('keeps the start of an oversized remark', () => {
    const { transfers, remarks } = payWith(`0x${'61'.repeat(20_000)}`);
    expect(remarks[0]).toMatchObject({ codec: 'oversized', size: 20_000, reference: undefined });
    expect(remarks[0]?.data).toHaveLength(2 + 2 * 1024);
    expect(transfers[0]?.remark).toHaveLength(2 + 2 * 1024);
  });

  it('holds no NUL, which Postgres cannot store', () => {
    const { remarks } = payWith(bytesToHex(encodeLiberlandRemark(1n, 'a\0b')));
    expect(remarks[0]?.text).toBe('a\uFFFDb');
  });

  it('writes asset transfers with their asset', () => {
    const { transfers, assetTransfers } = rows({
      transactions: [
        tx(batchAll(payAsset('1984', BOB), remark('order:A')), paidAsset('1984', BOB), ITEM, ITEM, DONE),
      ],
    });
    expect(transfers).toEqual([]);
    expect(assetTransfers).toMatchObject([{ asset: '1984', toId: BOB, reference: 'A' }]);
  });

  it('keeps what an asset is called, the last word of the block', () => {
    const { assets } = rows({
      transactions: [
        tx(
          call('assets.setMetadata'),
          event('assets.MetadataSet', '5', hex('Old'), hex('OLD'), 6),
          event('assets.MetadataSet', '5', hex('Tether'), hex('USDT'), 6),
          event('assets.MetadataSet', '6', '0xff', hex('X\0'), 0),
        ),
      ],
    });
    expect(assets).toEqual([
      { id: '5', name: 'Tether', symbol: 'USDT', decimals: 6, blockNumber: 7 },
      { id: '6', name: '0xff', symbol: 'X\uFFFD', decimals: 0, blockNumber: 7 },
    ]);
  });

  it('gives the same rows for the same block', () => {
    const scene = { transactions: [tx(batchAll(pay(BOB), remark('A')), paid(BOB), ITEM, ITEM, DONE)] };
    expect(rows(scene)).toEqual(rows(scene));
  });
});
