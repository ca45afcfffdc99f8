import { TypeRegistry } from '@polkadot/types';
import fc from 'fast-check';
import { deflate } from 'pako';
import { decodeRemark } from '../../../../src/domain/remark/decode.js';
import {
  encodeGovernmentRemark,
  type GovernmentRemark,
} from '../../../../src/domain/remark/liberland-government.js';
import { refusal } from '../refusal.js';

const registry = new TypeRegistry();
registry.register({
  RemarkInfo: {
    category: 'Text',
    project: 'Text',
    supplier: 'Text',
    description: 'Text',
    finalDestination: 'Text',
    amountInUSDAtDateOfPayment: 'u64',
    date: 'u64',
    currency: 'Text',
  },
});

const spending: GovernmentRemark = {
  category: 'Bridge',
  project: 'Liberland bridge',
  supplier: 'Transmitter',
  description: 'Exchange of LLD',
  finalDestination: '0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed, 2843029461',
  amountInUSDAtDateOfPayment: 1250n,
  date: 1_717_243_200_000n,
  currency: 'LLD',
};

const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const text = fc.string({ unit: 'binary', maxLength: 40 });
const anySpending = fc.record({
  category: text,
  project: text,
  supplier: text,
  description: text,
  finalDestination: text,
  amountInUSDAtDateOfPayment: u64,
  date: u64,
  currency: text,
});

function referenceOf(finalDestination: string): string | null {
  return decodeRemark(encodeGovernmentRemark({ ...spending, finalDestination })).reference;
}

describe('government remarks', () => {
  it('name the order behind the Ethereum address', () => {
    expect(decodeRemark(encodeGovernmentRemark(spending))).toEqual({
      codec: 'liberland-government',
      ...spending,
      reference: '2843029461',
      text: 'Exchange of LLD',
    });
  });

  it('have the bytes of the wallet, and come back unless they are a payment to the last byte', () => {
    const payment = new TypeRegistry();
    payment.register({ RemarkInfoUser: { id: 'u64', description: 'Text' } });
    fc.assert(
      fc.property(anySpending, (remark) => {
        const scale = registry.createType('RemarkInfo', remark).toU8a();
        const bytes = encodeGovernmentRemark(remark);
        expect(bytes).toEqual(deflate(scale));
        const decoded = decodeRemark(bytes);
        if (decoded.codec === 'liberland') {
          const { id, description } = decoded;
          expect(payment.createType('RemarkInfoUser', { id, description }).toU8a()).toEqual(scale);
        } else {
          expect(decoded).toMatchObject({ codec: 'liberland-government', ...remark });
        }
      }),
    );
  });

  it.each([
    ['0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed, a.b_c-1', 'a.b_c-1'],
    ['0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed', null],
    ['0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed,1', null],
    ['0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed,  1', null],
    ['0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed, 1 2', null],
    ['0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed, 1\n', null],
    ['0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAe, 1', null],
    [`0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed, ${'1'.repeat(65)}`, null],
    ['Ministry of Finance, 1', null],
    ['', null],
  ])('to %j name %j', (finalDestination, reference) => {
    expect(referenceOf(finalDestination)).toBe(reference);
  });

  it('are not read when a byte is missing or left over', () => {
    const scale = registry.createType('RemarkInfo', { ...spending }).toU8a();
    expect(decodeRemark(deflate(scale)).codec).toBe('liberland-government');
    for (let length = 0; length < scale.length; length++) {
      expect(decodeRemark(deflate(scale.subarray(0, length))).codec).not.toBe('liberland-government');
    }
    expect(decodeRemark(deflate(Uint8Array.of(...scale, 0))).codec).toBe('unknown');
  });

  it('are refused with numbers outside of u64 or broken texts, naming the field', () => {
    expect(() => encodeGovernmentRemark({ ...spending, date: -1n })).toThrow(
      refusal('INVALID_REMARK', 'date'),
    );
    expect(() => encodeGovernmentRemark({ ...spending, amountInUSDAtDateOfPayment: 2n ** 64n })).toThrow(
      refusal('INVALID_REMARK', 'amountInUSDAtDateOfPayment'),
    );
    expect(() => encodeGovernmentRemark({ ...spending, supplier: '\udc00' })).toThrow(
      refusal('INVALID_REMARK', 'supplier'),
    );
  });
});
