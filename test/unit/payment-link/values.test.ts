import { ChaintillError } from '../../../src/domain/errors.js';
import { checkLinkRemark, readLinkOrderId, readWebAddress } from '../../../src/domain/payment-link/values.js';

function refusal(work: () => unknown): string | null {
  try {
    work();
    return null;
  } catch (error) {
    if (error instanceof ChaintillError) return `${error.field ?? ''} | ${error.message}`;
    throw error;
  }
}

describe('the order number', () => {
  it.each(['0', '7', '557', '9007199254740993', '18446744073709551615'])('can be %s', (text) => {
    expect(readLinkOrderId(text)).toBe(text);
  });

  it.each(['18446744073709551616', '007', '-5', '12.5', '0x10', '1e3', ' 5', '٣', 'A-1001', ''])(
    'cannot be %j',
    (text) => {
      expect(refusal(() => readLinkOrderId(text))).toBe(
        'orderId | orderId: write a whole number from 0 to 18446744073709551615, in digits and without leading zeros: a payment can name no other',
      );
    },
  );
});

describe('an address', () => {
  it.each([
    ['https://shop.example', 'https://shop.example/'],
    ['HTTP://Shop.Example:8080/a?b=%2F#c', 'http://shop.example:8080/a?b=%2F#c'],
    ['https://shop.example/grüße', 'https://shop.example/gr%C3%BC%C3%9Fe'],
    ['https://ѕhop.example/', 'https://xn--hop-ehd.example/'],
  ])('of the web is %s', (text, href) => {
    expect(readWebAddress('callback', text)).toBe(href);
  });

  it.each([
    'javascript:alert(1)',
    'JavaScript://shop.example/%0aalert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'blob:https://shop.example/1',
    'file:///etc/passwd',
    'ftp://shop.example/',
    '//shop.example/',
    '/thanks',
    'shop.example',
    'https:shop.example',
    'https://',
    'https://shop.example/\nx',
    'java\tscript:alert(1)',
    ' https://shop.example/',
  ])('is refused: %j', (text) => {
    expect(refusal(() => readWebAddress('failure', text))).toBe(
      'failure | failure: write a full address that begins with https:// or http://',
    );
  });

  it('carries no credentials, and is not endless', () => {
    expect(refusal(() => readWebAddress('callback', 'https://shop.example@evil.example/'))).toContain(
      'leave the user name',
    );
    expect(refusal(() => readWebAddress('hook', `https://a.example/${'a'.repeat(2_048)}`))).toBe(
      'hook | hook: write at most 2048 characters',
    );
  });
});

describe('the remark', () => {
  /** Text that no deflating shortens much. */
  function noise(length: number): string {
    let state = 1;
    return Array.from({ length }, () => {
      state = (state * 48_271) % 2_147_483_647;
      return String.fromCharCode(33 + (state % 94));
    }).join('');
  }

  it.each([true, false])('has room for 256 bytes, Liberland’s own or not (%s)', (liberland) => {
    const fits = (length: number): boolean =>
      refusal(() => checkLinkRemark('557', noise(length), liberland)) === null;
    // `order:557 ` takes 10 bytes; Liberland's own takes 8 for the number, and is deflated.
    expect([fits(230), fits(246), fits(247), fits(300)]).toEqual([true, true, liberland, false]);
    expect(refusal(() => checkLinkRemark('557', noise(400), liberland))).toMatch(
      /^remark \| remark: write less: a remark has room for 256 bytes, and this makes \d+$/,
    );
  });

  it.each([true, false])('has no control characters (%s)', (liberland) => {
    expect(refusal(() => checkLinkRemark('557', 'a\u0000b', liberland))).toContain('control characters');
    expect(refusal(() => checkLinkRemark('557', 'two\nlines, and 😀', liberland))).toBeNull();
  });
});
