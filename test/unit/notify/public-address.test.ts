import { checkCidr, isAllowedAddress, isPublicAddress } from '../../../src/domain/webhook/public-address.js';
import { refusal } from '../domain/refusal.js';

/** First and last of each range, or what is known to listen there. */
const NOT_PUBLIC = {
  'this network': ['0.0.0.0', '0.255.255.255'],
  private: ['10.0.0.0', '10.255.255.255', '172.16.0.0', '172.31.255.255', '192.168.0.0', '192.168.255.255'],
  'shared by carriers': ['100.64.0.0', '100.127.255.255', '100.100.100.200'],
  loopback: ['127.0.0.1', '127.255.255.255'],
  'link-local and metadata': ['169.254.0.0', '169.254.169.254', '168.63.129.16', '192.0.0.192'],
  'protocol assignments': ['192.0.0.0', '192.0.0.255', '192.88.99.0', '192.88.99.255'],
  documentation: ['192.0.2.1', '198.51.100.1', '203.0.113.255'],
  benchmarks: ['198.18.0.0', '198.19.255.255'],
  'multicast, reserved, broadcast': ['224.0.0.1', '239.255.255.255', '240.0.0.0', '255.255.255.255'],
  'v6 unspecified and loopback': ['::', '::1', '0:0:0:0:0:0:0:1'],
  'v6 private and local': ['fc00::', 'fdff::1', 'fd00:ec2::254', 'fe80::1', 'febf::1', 'fec0::1', 'feff::1'],
  'v6 multicast': ['ff00::', 'ff02::1'],
  'v6 documentation': ['2001:db8::1', '2001:db8:ffff::', '3fff::1', '3fff:fff::1'],
  'v6 discard, dummy, segments': ['100::', '100::ffff:ffff:ffff:ffff', '100:0:0:1::1', '5f00::1', '5fff::1'],
  'v4 inside v6': ['::ffff:10.0.0.1', '::ffff:8.8.8.8', '::ffff:0:8.8.8.8', '::8.8.8.8', '::127.0.0.1'],
  NAT64: ['64:ff9b::a00:1', '64:ff9b::808:808', '64:ff9b:1::1', '64:ff9b:1:ffff::1'],
  '6to4 and Teredo': [
    '2002:7f00:1::',
    '2002:a00:1::1',
    '2001::1',
    '2001:0:ffff::1',
    '2001:2::1',
    '2001:1ff::1',
  ],
};

describe('isPublicAddress', () => {
  it.each(Object.entries(NOT_PUBLIC))('refuses %s', (_, addresses) => {
    expect(addresses.filter(isPublicAddress)).toEqual([]);
    expect(addresses.filter((address) => isAllowedAddress(address, []))).toEqual([]);
  });

  it('lets the internet pass, up to the edge of what is refused', () => {
    const addresses = [
      ...['1.1.1.1', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255'],
      ...['128.0.0.0', '172.15.255.255', '172.32.0.0', '192.0.1.0', '192.167.255.255', '192.169.0.0'],
      ...['198.17.255.255', '198.20.0.0', '223.255.255.255', '168.63.129.15'],
      ...['2001:200::1', '2606:4700:4700::1111', '2a00:1450:4001::', '2003::1'],
    ];
    expect(addresses.filter((address) => !isPublicAddress(address))).toEqual([]);
  });

  it.each([
    '',
    'shop.example',
    '1.2.3',
    '01.2.3.4',
    '0x7f.1',
    '2130706433',
    '1.2.3.4/8',
    ' 1.2.3.4',
    '1.2.3.4.5',
  ])('takes "%s" for no address', (text) => {
    expect(isPublicAddress(text)).toBe(false);
    expect(isAllowedAddress(text, ['0.0.0.0/0', '::/0'])).toBe(false);
  });
});

describe('isAllowedAddress', () => {
  it('lets pass what an allowed range names, and nothing beside it', () => {
    const cidrs = ['10.1.0.0/16', 'fd00:1::/32', '192.168.7.7/32'];
    const allowed = (address: string): boolean => isAllowedAddress(address, cidrs);
    expect(['10.1.0.0', '10.1.255.255', 'fd00:1::5', '192.168.7.7', '1.1.1.1'].every(allowed)).toBe(true);
    expect(['10.0.255.255', '10.2.0.0', 'fd00:2::5', '192.168.7.8', '::ffff:10.1.0.1'].some(allowed)).toBe(
      false,
    );
  });
});

describe('checkCidr', () => {
  it.each(['10.0.0.0/8', '127.0.0.1/32', 'fd00::/8', '::1/128'])('takes %s', (text) => {
    expect(() => checkCidr(text)).not.toThrow();
  });

  it.each(['10.0.0.0', '10.0.0.0/33', '10/8', '010.0.0.0/8', 'fd00::/129', 'shop.example/8', ''])(
    'refuses "%s"',
    (text) => {
      expect(() => checkCidr(text)).toThrow(refusal('CIDR_INVALID', '10.0.0.0/8'));
    },
  );
});
