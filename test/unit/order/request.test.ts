import { readOrderRequest, type OrderRequest } from '../../../src/domain/order/request.js';
import { ALICE } from '../../support/accounts.js';
import { refusal } from '../domain/refusal.js';

const PLAIN = { orderId: 'A-1', amount: '12.5' };

function read(fields: object, allowLoopbackHttp = false): OrderRequest {
  return readOrderRequest({ ...PLAIN, ...fields }, { allowLoopbackHttp });
}

function digest(fields: object): string {
  return Buffer.from(read(fields).digest).toString('hex');
}

function nested(levels: number): unknown {
  return levels === 0 ? 1 : { a: nested(levels - 1) };
}

describe('readOrderRequest', () => {
  it('takes an id and an amount, and fills in the rest', () => {
    expect(readOrderRequest(PLAIN, { allowLoopbackHttp: false })).toMatchObject({
      orderId: 'A-1',
      price: { field: 'amount', text: '12.5' },
      assetId: null,
      payee: null,
      metadata: null,
      expiry: { by: 'default' },
      toleranceBp: 0,
      late: { policy: 'hold' },
      mode: 'reference',
      acceptFromHeight: null,
      webhookUrl: null,
    });
  });

  it('takes every field', () => {
    const request = read({
      assetId: '1984',
      payee: ALICE,
      description: 'Two coffees, ☕☕',
      metadata: { cart: [1, 2.5, 'x', null, true] },
      expiresInBlocks: 1_000_000,
      toleranceBp: 5_000,
      late: { policy: 'ACCEPT', blocks: 100 },
      mode: 'ADDRESS',
      acceptFromHeight: 0,
      successUrl: 'https://shop.example/thanks?order=1#top',
      failureUrl: 'HTTPS://shop.example',
      webhookUrl: 'https://shop.example:8443/hook',
    });
    expect(request).toMatchObject({
      assetId: '1984',
      payee: expect.stringMatching(/^0x[0-9a-f]{64}$/) as string,
      metadata: { cart: [1, 2.5, 'x', null, true] },
      expiry: { by: 'blocks', blocks: 1_000_000 },
      late: { policy: 'accept', blocks: 100 },
      mode: 'address',
      acceptFromHeight: 0,
      failureUrl: 'https://shop.example/',
      webhookUrl: 'https://shop.example:8443/hook',
    });
  });

  it('takes null for a field that is left out', () => {
    const nulls = { payee: null, late: null, metadata: null, expiresAt: null, amountInSmallestUnits: null };
    expect(digest(nulls)).toBe(digest({}));
    expect(digest({ late: { policy: 'HOLD', blocks: null } })).toBe(digest({ late: { policy: 'HOLD' } }));
  });

  it.each(['Order #12 / März', '订单', '🛒', 'a'.repeat(64), '🛒'.repeat(64), '..1'])(
    'takes the id %j',
    (orderId) => expect(read({ orderId }).orderId).toBe(orderId),
  );

  it('compares terms as they were sent, whatever the order of their keys', () => {
    const other = readOrderRequest({ amount: '12.5', orderId: 'A-1' }, { allowLoopbackHttp: false });
    expect(Buffer.from(other.digest).toString('hex')).toBe(digest({}));
    expect(digest({ metadata: { a: 1, b: { c: 2, d: 3 } } })).toBe(
      digest({ metadata: { b: { d: 3, c: 2 }, a: 1 } }),
    );
    const digests = [
      {},
      { amount: '12.50' },
      { description: '' },
      { metadata: [1, 2] },
      { metadata: [2, 1] },
    ];
    expect(new Set(digests.map(digest)).size).toBe(digests.length);
  });

  it.each<[string, object, string, string, string?]>([
    ['no id', { orderId: undefined }, 'orderId', 'write 1 to 64'],
    ['an empty id', { orderId: '' }, 'orderId', 'write 1 to 64'],
    ['a number for an id', { orderId: 5 }, 'orderId', 'write 1 to 64'],
    ['an id too long', { orderId: 'a'.repeat(65) }, 'orderId', 'write 1 to 64'],
    ['a line break in an id', { orderId: 'a\nb' }, 'orderId', 'printable'],
    ['NUL in an id', { orderId: 'a\0b' }, 'orderId', 'printable'],
    ['half of a pair in an id', { orderId: 'a\ud83d' }, 'orderId', 'printable'],
    ['a direction mark in an id', { orderId: 'a\u202eb' }, 'orderId', 'printable'],
    ['a blank at the end of an id', { orderId: 'a ' }, 'orderId', 'blank at either end'],
    ['an id of dots', { orderId: '..' }, 'orderId', 'more than dots'],
    ['no amount', { amount: undefined }, 'amount', 'either amount or'],
    ['two amounts', { amountInSmallestUnits: '5' }, 'amount', 'either amount or'],
    ['a number for an amount', { amount: 12.5 }, 'amount', 'as a string'],
    [
      'a number of smallest units',
      { amount: null, amountInSmallestUnits: 5 },
      'amountInSmallestUnits',
      'as a string',
    ],
    ['no asset id', { assetId: '1.5' }, 'assetId', 'in digits'],
    ['a negative asset id', { assetId: '-1' }, 'assetId', 'in digits'],
    ['a number for an asset', { assetId: 1 }, 'assetId', 'string of digits'],
    ['an asset id with zeros', { assetId: '01' }, 'assetId', 'leading zeros'],
    ['a mistyped address', { payee: `${ALICE.slice(0, -1)}x` }, 'payee', 'checksum', 'INVALID_ADDRESS'],
    ['an address too short', { payee: ALICE.slice(0, -3) }, 'payee', 'length', 'INVALID_ADDRESS'],
    ['hex of a wrong length', { payee: '0x1234' }, 'payee', '4 hex digits', 'INVALID_ADDRESS'],
    ['no text for a description', { description: 5 }, 'description', 'write a text'],
    ['a description too long', { description: 'a'.repeat(501) }, 'description', 'at most 500'],
    ['a line break in a description', { description: 'a\r\nb' }, 'description', 'line breaks'],
    ['metadata too large', { metadata: { a: 'x'.repeat(4_096) } }, 'metadata', 'at most 4096 bytes'],
    ['metadata too large in UTF-8', { metadata: 'é'.repeat(2_048) }, 'metadata', 'at most 4096 bytes'],
    ['metadata too deep', { metadata: nested(9) }, 'metadata', 'at most 8 levels'],
    ['metadata of no end', { metadata: nested(5_000) }, 'metadata', 'at most 8 levels'],
    ['a rounded number in metadata', { metadata: { a: [2 ** 53] } }, 'metadata.a.0', '2^53'],
    ['a boundless number in metadata', { metadata: { a: Number.POSITIVE_INFINITY } }, 'metadata.a', '2^53'],
    ['NUL in metadata', { metadata: { a: 'x\0' } }, 'metadata.a', 'NUL'],
    ['NUL in a key of metadata', { metadata: { 'x\0': 1 } }, 'metadata', 'NUL'],
    ['half of a pair in metadata', { metadata: '\udc00' }, 'metadata', 'surrogate'],
    [
      'two expiries',
      { expiresInBlocks: 1, expiresAt: '2999-01-01T00:00:00Z' },
      'expiresAt',
      'either expiresAt',
    ],
    ['an expiry of no blocks', { expiresInBlocks: 0 }, 'expiresInBlocks', 'from 1 to 1000000'],
    ['an expiry of too many blocks', { expiresInBlocks: 1_000_001 }, 'expiresInBlocks', 'from 1 to 1000000'],
    ['a part of a block', { expiresInBlocks: 1.5 }, 'expiresInBlocks', 'a whole number'],
    ['text for blocks', { expiresInBlocks: '100' }, 'expiresInBlocks', 'a whole number'],
    ['no time', { expiresAt: 'tomorrow' }, 'expiresAt', 'ISO 8601'],
    ['a time without an offset', { expiresAt: '2999-01-01T00:00:00' }, 'expiresAt', 'with an offset'],
    ['a day that is not', { expiresAt: '2999-02-30T00:00:00Z' }, 'expiresAt', 'ISO 8601'],
    ['a negative tolerance', { toleranceBp: -1 }, 'toleranceBp', 'from 0 to 5000'],
    ['too much tolerance', { toleranceBp: 5_001 }, 'toleranceBp', 'from 0 to 5000'],
    ['an unknown late policy', { late: { policy: 'MAYBE' } }, 'late.policy', 'HOLD, or ACCEPT'],
    ['a late policy as text', { late: 'HOLD' }, 'late', 'HOLD, or ACCEPT'],
    ['late money without blocks', { late: { policy: 'ACCEPT' } }, 'late.blocks', 'a whole number'],
    [
      'late money without end',
      { late: { policy: 'ACCEPT', blocks: 1_000_001 } },
      'late.blocks',
      'to 1000000',
    ],
    [
      'blocks that are not wanted',
      { late: { policy: 'HOLD', blocks: 1 } },
      'late.blocks',
      'no such field',
      'UNKNOWN_FIELD',
    ],
    ['an unknown mode', { mode: 'reference' }, 'mode', 'REFERENCE or ADDRESS'],
    ['a negative height', { acceptFromHeight: -1 }, 'acceptFromHeight', 'from 0 to'],
    ['a height beyond all', { acceptFromHeight: 2 ** 31 }, 'acceptFromHeight', 'to 2147483647'],
    ['an unknown field', { price: '5' }, 'price', 'no such field', 'UNKNOWN_FIELD'],
    ['an unknown field of a strange name', { '<script>': 1 }, 'body', 'no such field', 'UNKNOWN_FIELD'],
  ])('refuses %s', (_what, fields, field, reason, code = 'BAD_USER_INPUT') => {
    expect(() => read(fields)).toThrow(refusal(code, reason));
    expect(() => read(fields)).toThrow(expect.objectContaining({ field }) as Error);
  });

  it.each([null, undefined, 'text', 5, [PLAIN]])('refuses %j for a body', (body) => {
    expect(() => readOrderRequest(body, { allowLoopbackHttp: false })).toThrow(
      refusal('BAD_USER_INPUT', 'send an object'),
    );
  });

  it.each([
    'javascript:alert(1)',
    'java\tscript:alert(1)',
    'data:text/html,x',
    'ftp://shop.example',
    'http://shop.example',
    'http://localhost.shop.example/',
    'http://127.0.0.1@shop.example/',
    '//shop.example',
    'shop.example',
    'https:shop.example',
    'https://',
    'https://shop.example/ü',
    ' https://shop.example',
    'https://user:secret@shop.example/',
    'https://user@shop.example/',
    `https://shop.example/${'a'.repeat(2_048)}`,
  ])('refuses the link %j everywhere', (link) => {
    for (const field of ['successUrl', 'failureUrl']) {
      expect(() => read({ [field]: link }, true)).toThrow(refusal('BAD_USER_INPUT', `${field}: `));
    }
  });

  it.each(['http://localhost:8080/hook', 'http://127.0.0.1/', 'http://[::1]:3000/'])(
    'takes %s on a dev chain alone',
    (url) => {
      expect(read({ successUrl: url, webhookUrl: url }, true)).toMatchObject({
        successUrl: url,
        webhookUrl: url,
      });
      expect(() => read({ successUrl: url })).toThrow(refusal('BAD_USER_INPUT', 'https://'));
      expect(() => read({ webhookUrl: url })).toThrow(refusal('URL_NOT_HTTPS', 'webhookUrl: '));
    },
  );

  it.each([
    ['https://user@shop.example/', 'URL_CREDENTIALS'],
    ['https://10.0.0.7/hook', 'URL_ADDRESS'],
    ['https://shop.example:22/', 'URL_PORT'],
    ['https://shop.example/#top', 'URL_FRAGMENT'],
    ['shop.example', 'URL_INVALID'],
    [`https://shop.example/${'a'.repeat(2_048)}`, 'URL_TOO_LONG'],
  ])('refuses a webhook to %j', (webhookUrl, code) => {
    expect(() => read({ webhookUrl })).toThrow(refusal(code, 'webhookUrl: '));
  });

  it('reads how webhooks are written, where there are any', () => {
    const webhookUrl = 'https://shop.example/hook';
    expect(read({ webhookUrl }).webhookDialect).toBe('standard');
    expect(read({ webhookUrl, webhookDialect: 'LIBERLAND' }).webhookDialect).toBe('liberland');
    expect(digest({ webhookUrl, webhookDialect: null })).toBe(digest({ webhookUrl }));
    expect(() => read({ webhookUrl, webhookDialect: 'XML' })).toThrow(refusal('BAD_USER_INPUT', 'LIBERLAND'));
    expect(() => read({ webhookDialect: 'GATEWAY' })).toThrow(refusal('BAD_USER_INPUT', 'webhookDialect: '));
  });
});
