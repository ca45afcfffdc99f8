import type { IncomingMessage } from 'node:http';
import { clientsBehind, isProxyRange, type ClientOf } from '../../../src/gateway/limits/client-address.js';

/** Whom a request is counted for. */
function named(clientOf: ClientOf, peer: string | undefined, forwarded?: string): string {
  const request = { headers: { 'x-forwarded-for': forwarded }, socket: { remoteAddress: peer } };
  return clientOf(request as unknown as IncomingMessage);
}

describe('a client', () => {
  const nobody = clientsBehind([]);

  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::', '2001:db8:1:2::/64'],
    ['2001:db8:1:3::1', '2001:db8:1:3::/64'],
    ['::1', '::/64'],
  ])('from %s is %s', (peer, name) => {
    expect(named(nobody, peer)).toBe(name);
  });

  it('of a socket that is gone has a name too', () => {
    expect(named(nobody, undefined)).toBe('unknown');
  });

  it('that says who it is, is not believed', () => {
    expect(named(nobody, '203.0.113.7', '198.51.100.9')).toBe('203.0.113.7');
    expect(named(clientsBehind(['10.0.0.0/8']), '203.0.113.7', '198.51.100.9')).toBe('203.0.113.7');
  });
});

describe('behind a trusted proxy', () => {
  const clientOf = clientsBehind(['10.0.0.0/8', '192.0.2.1', 'fd00::/8']);

  it.each([
    ['one hop', '10.0.0.1', '203.0.113.7', '203.0.113.7'],
    ['a proxy that is named by its address', '192.0.2.1', '203.0.113.7', '203.0.113.7'],
    ['a proxy on a socket for both kinds', '::ffff:10.0.0.1', '203.0.113.7', '203.0.113.7'],
    ['a proxy of IPv6', 'fd00::1', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['two proxies', '10.0.0.1', '203.0.113.7, 10.0.0.2', '203.0.113.7'],
    ['what the client wrote before', '10.0.0.1', '198.51.100.9, 203.0.113.7', '203.0.113.7'],
    ['a trusted address that the client wrote', '10.0.0.1', '10.9.9.9, 203.0.113.7', '203.0.113.7'],
    ['nothing but proxies', '10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
    ['a port', '10.0.0.1', '203.0.113.7:5123', '203.0.113.7'],
    ['a port of IPv6', '10.0.0.1', '[2001:db8::1]:5123', '2001:db8::/64'],
    ['no header', '10.0.0.1', undefined, '10.0.0.1'],
    ['an empty header', '10.0.0.1', '', '10.0.0.1'],
    ['a proxy that hides whom it serves', '10.0.0.1', 'unknown', '10.0.0.1'],
    ['what is no address', '10.0.0.1', '203.0.113.7, 999.1.1.1', '10.0.0.1'],
  ])('%s', (_case, peer, forwarded, name) => {
    expect(named(clientOf, peer, forwarded)).toBe(name);
  });

  it('takes a range for its own kind alone', () => {
    const all = clientsBehind(['::/0']);
    expect(named(all, '203.0.113.7', '198.51.100.9')).toBe('203.0.113.7');
  });
});

describe('a proxy that nobody named', () => {
  it.each([
    ['on this machine', '127.0.0.1', '203.0.113.7', 1],
    ['in this network', '192.168.1.1', '203.0.113.7', 1],
    ['that is none', '127.0.0.1', undefined, 0],
    ['that is a client out there', '8.8.8.8', '203.0.113.7', 0],
  ])('%s', (_case, peer, forwarded, notes) => {
    let noted = 0;
    named(
      clientsBehind(['10.0.0.1'], () => noted++),
      peer,
      forwarded,
    );
    expect(noted).toBe(notes);
  });
});

describe('a range', () => {
  it.each(['10.0.0.0/8', '127.0.0.1', 'fd00::/8', '::1'])('can be %s', (text) => {
    expect(isProxyRange(text)).toBe(true);
  });

  it.each(['', 'loopback', '10.0.0.0/33', '10.0.0/8', '10.0.0.0/255.0.0.0', '0x0a000001', '10.1'])(
    'cannot be "%s"',
    (text) => {
      expect(isProxyRange(text)).toBe(false);
    },
  );
});
