import { ChaintillError } from '../../../src/domain/errors.js';
import {
  checkTarget,
  DEV_TARGETS,
  PUBLIC_TARGETS,
  withExceptions,
  type TargetPolicy,
} from '../../../src/domain/webhook/target.js';

function codeOf(text: string, policy: TargetPolicy = PUBLIC_TARGETS): string | null {
  try {
    checkTarget(text, policy);
    return null;
  } catch (error) {
    if (error instanceof ChaintillError) return error.code;
    throw error;
  }
}

describe('checkTarget', () => {
  it.each([
    'https://shop.example/webhooks?a=1&b=%20',
    'https://shop.example:443/',
    'https://shop.example:8443/hook',
    'https://bücher.example/',
    'https://1.1.1.1/hook',
    'https://[2606:4700:4700::1111]/hook',
    'https://localhost.example/',
  ])('takes %s', (text) => {
    expect(checkTarget(text, PUBLIC_TARGETS).href).toBe(new URL(text).href);
  });

  it.each([
    ['', 'URL_INVALID'],
    ['shop.example/webhooks', 'URL_INVALID'],
    ['https://', 'URL_INVALID'],
    ['https://shop.example:99999/', 'URL_INVALID'],
    ['https://shop .example/', 'URL_INVALID'],
    ['https://shop.example/\n', 'URL_INVALID'],
    ['https://sh\top.example/', 'URL_INVALID'],
    ['https://shop.example/\0', 'URL_INVALID'],
    ['https://[fe80::1%25eth0]/', 'URL_INVALID'],
    [`https://shop.example/${'a'.repeat(2048)}`, 'URL_TOO_LONG'],
    [`https://shop.example/${'ü'.repeat(500)}`, 'URL_TOO_LONG'],
    ['http://shop.example/', 'URL_NOT_HTTPS'],
    ['ftp://shop.example/', 'URL_NOT_HTTPS'],
    ['file:///etc/passwd', 'URL_NOT_HTTPS'],
    ['javascript:alert(1)', 'URL_NOT_HTTPS'],
    ['https://user:word@shop.example/', 'URL_CREDENTIALS'],
    ['https://user@shop.example/', 'URL_CREDENTIALS'],
    ['https://shop.example/#part', 'URL_FRAGMENT'],
    ['https://shop.example/#', 'URL_FRAGMENT'],
    ['https://shop.example:22/', 'URL_PORT'],
    ['https://shop.example:80/', 'URL_PORT'],
  ])('refuses %j with %s', (text, code) => {
    expect(codeOf(text)).toBe(code);
  });

  it.each([
    '127.0.0.1',
    '127.1',
    '0177.0.0.1',
    '0x7f.0.0.1',
    '0x7f000001',
    '2130706433',
    '017700000001',
    '127.0.0.1.',
    '127。0。0。1',
    '%31%32%37.0.0.1',
    '１２７.0.0.1',
    '10.0.0.1',
    '169.254.169.254',
    '0',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[64:ff9b::7f00:1]',
    '[fd00::1]',
    '[2002:7f00:1::]',
    'localhost',
    'LOCALHOST.',
    'shop.localhost',
  ])('sees through the notation of https://%s/', (host) => {
    expect(codeOf(`https://${host}/hook`)).toBe('URL_ADDRESS');
  });

  it('says what to change, and repeats nothing of what was written', () => {
    const texts = [
      'http://secret.example/',
      'https://secret:secret@a.example/',
      'https://10.1.1.1:1/secret',
      'secret',
    ];
    for (const text of texts) {
      try {
        checkTarget(text, PUBLIC_TARGETS);
      } catch (error) {
        expect(String(error)).not.toMatch(/secret|10\.1/);
      }
    }
    expect.assertions(texts.length);
  });

  it('on a dev chain reaches this machine, by http and on any port, and no other machine nearby', () => {
    for (const text of [
      'http://127.0.0.1:3000/hook',
      'http://localhost:3000/',
      'http://[::1]:1/',
      'https://127.9.9.9/',
    ])
      expect(codeOf(text, DEV_TARGETS)).toBeNull();
    expect(codeOf('http://192.168.1.1/', DEV_TARGETS)).toBe('URL_ADDRESS');
    expect(codeOf('http://169.254.169.254/', DEV_TARGETS)).toBe('URL_ADDRESS');
  });

  it("lets pass what an operator's exceptions name, and not more", () => {
    const policy = withExceptions(PUBLIC_TARGETS, { ports: [9443], cidrs: ['10.1.0.0/16'] });
    expect(codeOf('https://10.1.2.3:9443/', policy)).toBeNull();
    expect(codeOf('https://shop.example:8443/', policy)).toBeNull();
    expect(codeOf('https://10.2.2.3:9443/', policy)).toBe('URL_ADDRESS');
    expect(codeOf('https://10.1.2.3:9444/', policy)).toBe('URL_PORT');
    expect(codeOf('http://10.1.2.3:9443/', policy)).toBe('URL_NOT_HTTPS');
    expect(codeOf('https://10.1.2.3:9443/')).toBe('URL_PORT');
  });
});
