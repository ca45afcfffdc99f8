import { ownershipText, type OwnershipChallenge } from '../../../src/domain/ownership.js';
import { ALICE_HEX } from '../../support/accounts.js';
import { refusal } from './refusal.js';

const challenge: OwnershipChallenge = {
  merchantId: '6b1f4f52-8f0e-4a8f-9a63-0d2f6f6f3c11',
  origin: 'https://pay.example:8443',
  genesisHash: `0x${'9a'.repeat(32)}`,
  account: ALICE_HEX,
  nonce: 'abcdefghijklmnop_-09',
  expiresAt: new Date('2026-03-01T12:00:00Z'),
};

describe('the text of an ownership challenge', () => {
  it('names all that it binds, in printable lines', () => {
    const text = ownershipText(challenge);
    for (const part of [
      challenge.merchantId,
      challenge.origin,
      challenge.genesisHash,
      ALICE_HEX,
      challenge.nonce,
    ])
      expect(text).toContain(part);
    expect(text).toContain('2026-03-01T12:00:00.000Z');
    expect(text).toMatch(/^[\x20-\x7e\n]+$/);
  });

  it('differs as soon as one part does', () => {
    const others: Partial<OwnershipChallenge>[] = [
      { merchantId: '6b1f4f52-8f0e-4a8f-9a63-0d2f6f6f3c12' },
      { origin: 'https://pay.example' },
      { genesisHash: `0x${'9b'.repeat(32)}` },
      { account: `0x${'01'.repeat(32)}` },
      { nonce: 'abcdefghijklmnop_-08' },
      { expiresAt: new Date('2026-03-01T12:00:01Z') },
    ];
    const texts = [{}, ...others].map((other) => ownershipText({ ...challenge, ...other }));
    expect(new Set(texts).size).toBe(texts.length);
  });

  it.each<[string, Partial<OwnershipChallenge>]>([
    ['merchantId', { merchantId: 'shop\nOrigin: https://evil.example' }],
    ['origin', { origin: 'https://pay.example\nNonce: 1' }],
    ['origin', { origin: 'https://pay.example/path' }],
    ['origin', { origin: 'javascript:alert(1)' }],
    ['genesisHash', { genesisHash: '0x12' }],
    ['account', { account: `0x${'ab'.repeat(20)}` }],
    ['nonce', { nonce: 'short' }],
    ['nonce', { nonce: `${'x'.repeat(20)}\n` }],
    ['expiresAt', { expiresAt: new Date(Number.NaN) }],
  ])('is not written with a wrong %s', (part, wrong) => {
    expect(() => ownershipText({ ...challenge, ...wrong })).toThrow(refusal('INVALID_CHALLENGE', part));
  });
});
