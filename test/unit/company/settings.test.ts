import fc from 'fast-check';
import { emptyCompany } from '../../../src/domain/company/company-data.js';
import { companySettings, MOST_ADDRESSES, urlProblem } from '../../../src/domain/company/settings.js';
import { ALICE, BOB } from '../../support/accounts.js';
import { parseAccount } from '../../../src/domain/account.js';

const open = (value: string) => ({ value, isEncrypted: false });
const settingsOf = (...entries: readonly (readonly [string, string])[]) =>
  companySettings({
    ...emptyCompany(),
    onlineAddresses: entries.map(([description, url]) => ({
      description: open(description),
      url: open(url),
    })),
  });

describe('payment settings of a company', () => {
  it('are read from entries with reserved labels, however they are spelled', () => {
    expect(
      settingsOf(
        ['Website', 'javascript:alert(1)'],
        ['payment-hook', 'https://shop.example/hook?a=1'],
        [' Payment-Success ', ' https://shop.example/paid#thanks '],
        ['PAYMENT-FAILURE', 'http://shop.example:8080'],
        ['payment-address', ALICE],
        ['payment-address', parseAccount(BOB)],
      ),
    ).toEqual({
      hook: 'https://shop.example/hook?a=1',
      success: 'https://shop.example/paid#thanks',
      failure: 'http://shop.example:8080',
      addresses: [parseAccount(ALICE), parseAccount(BOB)],
      problems: [],
    });
  });

  it('take the first that is valid, and say why the others do not count', () => {
    const { problems, ...settings } = settingsOf(
      ['payment-hook', 'ftp://shop.example'],
      ['payment-hook', 'https://user:secret@shop.example'],
      ['payment-hook', 'https://shop.example/first'],
      ['payment-hook', 'https://shop.example/second'],
      ['payment-address', ALICE],
      // The same account with another prefix.
      ['payment-address', parseAccount(ALICE)],
      ['payment-address', `${ALICE.slice(0, -1)}x`],
      ['payment-hok', 'https://shop.example'],
      [`payment-${'\0x'.repeat(100)}`, ''],
    );
    expect(settings).toEqual({
      hook: 'https://shop.example/first',
      success: null,
      failure: null,
      addresses: [parseAccount(ALICE)],
    });
    expect(problems.map(({ place }) => place)).toEqual([0, 1, 3, 5, 6, 7, 8]);
    const said = problems.map(({ problem }) => problem);
    expect(said[0]).toMatch(/no URL/);
    expect(said[1]).toMatch(/leave the user name and password out/);
    expect(said[2]).toMatch(/given twice/);
    expect(said[3]).toMatch(/given twice/);
    expect(said[4]).toMatch(/checksum/);
    expect(said[5]).toMatch(/no such setting/);
    expect(JSON.stringify(problems)).not.toContain('secret');
    expect(problems.at(-1)?.label).toHaveLength(64);
    expect(problems.at(-1)?.label).not.toContain('\0');
  });

  it('that are marked as encrypted do not count', () => {
    const { hook, problems } = companySettings({
      ...emptyCompany(),
      onlineAddresses: [
        { description: open('payment-hook'), url: { value: 'https://shop.example', isEncrypted: true } },
        { description: { value: 'payment-success', isEncrypted: true }, url: open('https://shop.example') },
      ],
    });
    expect(hook).toBeNull();
    expect(problems).toHaveLength(2);
  });

  it('list so many addresses and no more', () => {
    const entries = Array.from({ length: MOST_ADDRESSES + 2 }, (_, i) => {
      const key = `0x${i.toString(16).padStart(64, '0')}`;
      return ['payment-address', key] as const;
    });
    const { addresses, problems } = settingsOf(...entries);
    expect(addresses).toHaveLength(MOST_ADDRESSES);
    expect(problems.map(({ place }) => place)).toEqual([MOST_ADDRESSES, MOST_ADDRESSES + 1]);
  });
});

describe('a URL as a setting', () => {
  it.each([
    'https://shop.example',
    'http://shop.example:65535/a/b?c=d&e=%20#f',
    'HTTPS://SHOP.EXAMPLE./',
    'https://192.0.2.1/x',
    'https://[2001:db8::1]:8443/x',
    'https://xn--caf-dma.example/',
    'http://localhost:3000/hook',
  ])('%s counts, and every browser reads it', (url) => {
    expect(urlProblem(url)).toBeNull();
    expect(URL.canParse(url)).toBe(true);
  });

  it.each([
    '',
    'shop.example',
    '//shop.example',
    'javascript://shop.example/%0aalert(1)',
    'https://',
    'https:///path',
    'https://shop.example\\@evil.example',
    'https://a@b',
    'https://shop.example:99999',
    'https://shop..example',
    'https://-shop.example',
    'https://1.2.3',
    'https://0x7f.1',
    'https://1.2.3.4.5',
    'https://256.1.1.1',
    'https://[::g]',
    'https://shop.example/ö',
    'https://shop.example/a b',
    'https://shop.example/\n',
    'https://caf\u00e9.example',
    `https://shop.example/${'a'.repeat(2048)}`,
  ])('%j does not', (url) => {
    expect(urlProblem(url)).toEqual(expect.any(String));
  });

  it('that counts is one that the platform can read, and leads to the host that is written', () => {
    const host = fc.stringMatching(/^[a-z0-9.-]{1,12}$/);
    const rest = fc.stringMatching(/^[\x20-\x7e]{0,12}$/);
    fc.assert(
      fc.property(host, rest, (written, after) => {
        const text = `https://${written}${after}`;
        fc.pre(urlProblem(text) === null && !/(?:^|\.)xn--/.test(text));
        const url = new URL(text);
        expect(text.toLowerCase()).toContain(`//${url.hostname}`);
        expect(url.username + url.password).toBe('');
      }),
      { numRuns: 2_000 },
    );
  });
});
