import { Keyring } from '@polkadot/keyring';
import type { KeypairType } from '@polkadot/util-crypto/types';
import type { ChainMetadata } from '../../../src/chain/chain-metadata.js';
import { ALICE, BOB } from '../../../src/chain/dev/accounts.js';
import { composePayment, paymentRemark, readPayment, type Payment } from '../../../src/chain/payment/call.js';
import { assemble, readSignedExtrinsic } from '../../../src/chain/payment/signed-extrinsic.js';
import {
  bytesToSign,
  extrinsicPayload,
  signingPayload,
  type SigningPayload,
} from '../../../src/chain/payment/signing-payload.js';
import { multiSignature } from '../../../src/chain/payment/signature.js';
import { callHex } from '../../../src/chain/chain-metadata.js';
import { bytesToHex, hexToBytes, type Hex } from '../../../src/domain/hex.js';
import { decodeRemark } from '../../../src/domain/remark/decode.js';
import { call } from '../../fixture-chain/build/plain.js';
import { loadRuntime } from '../../fixture-chain/build/runtime.js';
import { newSink } from '../../fixture-chain/build/sink.js';
import { recordedMetadata } from '../../support/chain-view.js';

const NAMES = ['liberland-22', 'liberland-8', 'rococo-asset-hub-900'] as const;
const BIRTH: Hex = `0x${'b1'.repeat(32)}`;

function payloadOf(metadata: ChainMetadata, payment: Payment): SigningPayload {
  const era = { birth: 1_000, period: 64, last: 1_063 };
  return signingPayload(metadata, payment, {
    payer: ALICE.publicKey,
    nonce: 7,
    era,
    birthHash: BIRTH,
    ss58Prefix: 42,
  });
}

function payments(metadata: ChainMetadata): Payment[] {
  const remark = paymentRemark(metadata, { text: 'order:557', liberlandId: '557' });
  return [null, '1984'].flatMap((asset) =>
    [remark, null].map((one) => ({ payee: BOB.publicKey, asset, amount: 10n ** 20n, remark: one })),
  );
}

describe.each(NAMES)('a payment on %s', (name) => {
  const metadata = recordedMetadata(name);

  it('is read as it was written, and names its order to the indexer', () => {
    for (const payment of payments(metadata)) {
      expect(readPayment(metadata, callHex(composePayment(metadata, payment)))).toEqual(payment);
      if (payment.remark)
        expect(decodeRemark(hexToBytes(payment.remark.data))).toMatchObject({ reference: '557' });
    }
  });

  it('is signed by a wallet from the payload alone, and becomes an extrinsic that the runtime reads', () => {
    for (const payment of payments(metadata)) {
      const payload = payloadOf(metadata, payment);
      // As the polkadot-js extension does it: the JSON alone, and the chain's metadata.
      const { registry } = metadata;
      const pair = new Keyring({ type: 'sr25519' }).addFromUri(ALICE.uri);
      const { signature } = registry
        .createType('ExtrinsicPayload', payload, { version: payload.version })
        .sign(pair);
      const extrinsic = assemble(metadata, ALICE.publicKey, payload, signature);
      const read = registry.createType('Extrinsic', extrinsic?.bytes);
      expect(bytesToHex(read.signer.toU8a().slice(-32))).toBe(ALICE.publicKey);
      expect(read.nonce.toNumber()).toBe(7);
      expect(read.era.toHex()).toBe(payload.era);
      expect(read.method.toHex()).toBe(payload.method);
      expect(read.hash.toHex()).toBe(extrinsic?.hash);
      expect(bytesToHex(read.signature.toU8a())).toBe(`0x${signature.slice(4)}`);
    }
  });

  it('has the bytes that another encoder of this runtime writes', () => {
    const runtime = loadRuntime(name);
    const remark = { call: 'system.remark', data: '0x6f726465723a41' } as const;
    const payment: Payment = { payee: BOB.publicKey, asset: null, amount: 5n, remark };
    const sink = newSink();
    const transfer = call('balances.transferKeepAlive', [BOB.publicKey, 5n]);
    const batch = call('utility.batchAll', [[transfer, call('system.remark', [remark.data])]]);
    runtime.encodeCall(batch, sink);
    expect(callHex(composePayment(metadata, payment))).toBe(bytesToHex(sink.take()));
  });
});

describe('what is no payment', () => {
  const metadata = recordedMetadata('liberland-22');
  const { registry } = metadata;
  const transfer = metadata.call('balances.transferKeepAlive', BOB.publicKey, 5);
  const remark = metadata.call('system.remark', '0x6f726465723a41');
  const batch = (...calls: unknown[]): Hex => callHex(metadata.call('utility.batchAll', calls));

  it.each<[string, Hex]>([
    ['a transfer of all', callHex(metadata.call('balances.transferAll', BOB.publicKey, false))],
    ['a transfer that may close the account', callHex(metadata.call('balances.transfer', BOB.publicKey, 5))],
    ['a batch that may do half', callHex(metadata.call('utility.batch', [transfer, remark]))],
    ['a batch with a third call', batch(transfer, remark, transfer)],
    ['a batch with the remark first', batch(remark, transfer)],
    ['a batch of one', batch(transfer)],
    ['two transfers', batch(transfer, transfer)],
    ['a batch in a batch', batch(metadata.call('utility.batchAll', [transfer, remark]), remark)],
    ['a transfer to an index', callHex(metadata.call('balances.transferKeepAlive', { Index: 7 }, 5))],
    ['a transfer with a byte behind it', `${callHex(transfer)}00`],
    ['a call of no pallet', '0xffff'],
    ['a call cut short', callHex(transfer).slice(0, -2) as Hex],
    ['nothing', '0x'],
  ])('%s', (_what, method) => {
    expect(readPayment(metadata, method)).toBeNull();
  });

  it('an extrinsic that is not signed, or is cut', () => {
    const bare = bytesToHex(registry.createType('Extrinsic', { method: transfer }, { version: 4 }).toU8a());
    for (const bytes of [bare, bare.slice(0, -2) as Hex, '0x', '0x00'] as const) {
      expect(readSignedExtrinsic(metadata, bytes)).toBeNull();
    }
  });
});

describe('a signature', () => {
  const metadata = recordedMetadata('rococo-asset-hub-900');
  const [payment] = payments(metadata);
  if (!payment) throw new Error('no payment');
  const payload = payloadOf(metadata, payment);
  const message = bytesToSign(extrinsicPayload(metadata, payload));
  const pairOf = (type: KeypairType) => new Keyring({ type }).addFromUri('//Alice');

  it.each([
    ['ed25519', '00'],
    ['sr25519', '01'],
    ['ecdsa', '02'],
  ] as const)('by %s is taken with and without the byte of its scheme', (type, byte) => {
    const pair = pairOf(type);
    const account = bytesToHex(pair.addressRaw);
    const signature = bytesToHex(pair.sign(message));
    const told: Hex = `0x${byte}${signature.slice(2)}`;
    expect(multiSignature(message, signature, account)).toBe(told);
    expect(multiSignature(message, told, account)).toBe(told);
    expect(multiSignature(message, told, BOB.publicKey)).toBeNull();
    const asAnother: Hex = `0x0${(Number(byte) + 1) % 3}${signature.slice(2)}`;
    expect(multiSignature(message, asAnother, account)).toBeNull();
    expect(multiSignature(message.slice(1), told, account)).toBeNull();
  });

  it('of the message in <Bytes>, as signRaw makes it, is none: the runtime would not take it', () => {
    const pair = pairOf('sr25519');
    const wrapped = Uint8Array.from([...Buffer.from('<Bytes>'), ...message, ...Buffer.from('</Bytes>')]);
    expect(multiSignature(message, bytesToHex(pair.sign(wrapped)), ALICE.publicKey)).toBeNull();
  });

  it.each(['0x', `0x${'00'.repeat(64)}`, `0x${'ff'.repeat(65)}`, `0x01${'00'.repeat(64)}`] as const)(
    'of the bytes %p is none',
    (signature) => {
      expect(multiSignature(message, signature, ALICE.publicKey)).toBeNull();
    },
  );
});

describe('a whole extrinsic of a wallet, on a runtime that checks the hash of its metadata', () => {
  const metadata = recordedMetadata('rococo-asset-hub-900');
  const { registry, genesisHash, specVersion, transactionVersion } = metadata;
  registry.setSignedExtensions([...registry.signedExtensions, 'CheckMetadataHash']);
  const payment: Payment = { payee: BOB.publicKey, asset: null, amount: 5n, remark: null };
  const payload = payloadOf(metadata, payment);
  const pair = new Keyring({ type: 'sr25519' }).addFromUri(ALICE.uri);

  function signedBy(mode: number, metadataHash: Hex | null): Hex {
    const extrinsic = registry.createType('Extrinsic', { method: payload.method }, { version: 4 });
    const value = { ...payload, genesisHash, specVersion, transactionVersion, mode, metadataHash } as never;
    const { signature } = registry.createType('ExtrinsicPayload', value, { version: 4 }).sign(pair);
    extrinsic.addSignature(ALICE.publicKey, signature, value);
    return bytesToHex(extrinsic.toU8a());
  }

  it('is put together again where the wallet left the hash out', () => {
    expect(payload.signedExtensions).toContain('CheckMetadataHash');
    const bytes = signedBy(0, null);
    const read = readSignedExtrinsic(metadata, bytes);
    if (!read) throw new Error('it was not read');
    expect(read).toMatchObject({ signer: ALICE.publicKey, hasMetadataHash: false });
    const fields = { ...read.fields, blockHash: BIRTH };
    expect(assemble(metadata, ALICE.publicKey, fields, read.signature)?.bytes).toBe(bytes);
  });

  it('is told from one with the hash', () => {
    const bytes = signedBy(1, `0x${'5a'.repeat(32)}`);
    expect(readSignedExtrinsic(metadata, bytes)).toMatchObject({ bytes, hasMetadataHash: true });
  });
});
