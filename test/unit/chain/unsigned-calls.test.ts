import { ALICE, BOB } from '../../../src/chain/dev/accounts.js';
import { buildDerivativeProof } from '../../../src/chain/unsigned/derivative.js';
import { buildRefund, type RefundTerms } from '../../../src/chain/unsigned/refund.js';
import { refundReference } from '../../../src/domain/refund-reference.js';
import { GENESIS, recordedMetadata } from '../../support/chain-view.js';
import { refusal } from '../domain/refusal.js';

const metadata = recordedMetadata('liberland-22');
const reference = refundReference(new Uint8Array(16).fill(0xab));
const terms: RefundTerms = {
  payer: ALICE.publicKey,
  destination: BOB.publicKey,
  token: { asset: '1', symbol: 'LLM', decimals: 12 },
  amount: 1_500_000_000_000n,
  reference,
};

describe('a refund', () => {
  it('is one transfer and the remark with its reference, in a batch that does both or neither', () => {
    const refund = buildRefund(metadata, terms, 42);
    expect(metadata.registry.createType('Call', refund.callData).toHuman()).toMatchObject({
      section: 'utility',
      method: 'batchAll',
      args: {
        calls: [
          { section: 'assets', method: 'transferKeepAlive', args: { id: '1', amount: '1,500,000,000,000' } },
          { section: 'system', method: 'remarkWithEvent', args: { remark: `order:${reference}` } },
        ],
      },
    });
    expect(refund).toMatchObject({ signer: ALICE.publicKey, genesisHash: GENESIS, specVersion: 22 });
    expect(refund.description).toBe(
      'Refund 1.5 LLM (asset 1) from 5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY to ' +
        `5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty, with the remark "order:${reference}".`,
    );
  });

  it('is not built for nothing, or with a reference that could be an order', () => {
    const build = (other: Partial<RefundTerms>) => () => buildRefund(metadata, { ...terms, ...other }, 42);
    expect(build({ amount: 0n })).toThrow(refusal('INVALID_AMOUNT'));
    expect(build({ amount: -1n })).toThrow(refusal('INVALID_AMOUNT'));
    expect(build({ reference: '557' })).toThrow(refusal('INVALID_REFUND_REFERENCE'));
  });
});

describe('a proof that an owner can dispatch as its derivative accounts', () => {
  it.each(['', 'x'.repeat(129), 'line\nbreak', 'ö', 'bell\u0007'])('is not built of the text %j', (text) => {
    expect(() => buildDerivativeProof(metadata, BOB.publicKey, [1], text, 42)).toThrow(
      refusal('INVALID_PROOF_TEXT'),
    );
  });

  it('is not built for a path that cannot be dispatched', () => {
    expect(() => buildDerivativeProof(metadata, BOB.publicKey, [65_536], 'proof', 42)).toThrow(
      refusal('INVALID_DERIVATION_PATH'),
    );
  });
});

describe('a runtime', () => {
  it('that lacks a call is told of by name', () => {
    const rococo = recordedMetadata('rococo-asset-hub-900');
    expect(() => rococo.call('utility.forceBatch', [])).toThrow(
      refusal('RUNTIME_LACKS_CALL', 'utility.forceBatch'),
    );
    expect(() => rococo.call('llm.remark', '0x00')).toThrow(refusal('RUNTIME_LACKS_CALL', 'llm.remark'));
  });

  it.each([
    ['liberland-8', 10n ** 12n],
    ['rococo-asset-hub-900', 3_333_333n],
  ] as const)('%s says its existential deposit', (name, deposit) => {
    expect(recordedMetadata(name).existentialDeposit).toBe(deposit);
  });
});
