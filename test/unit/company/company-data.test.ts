import { TypeRegistry } from '@polkadot/types';
import { blake2AsHex } from '@polkadot/util-crypto';
import fc from 'fast-check';
import { deflate, inflate } from 'pako';
import {
  COMPANY_FIELDS,
  emptyCompany,
  type CompanyData,
  type CompanyField,
} from '../../../src/domain/company/company-data.js';
import { decodeCompanyData } from '../../../src/domain/company/decode.js';
import { encodeCompanyData } from '../../../src/domain/company/encode.js';
import { hexToBytes } from '../../../src/domain/hex.js';

/** The types as Liberland's wallet registers them, written out so that our own table is not what checks itself. */
const registry = new TypeRegistry();
const sealed = (...names: string[]) => Object.fromEntries(names.map((name) => [name, 'EncryptableText']));
registry.register({
  EncryptableText: { value: 'Text', isEncrypted: 'bool' },
  BrandName: sealed('name'),
  OnlineAddress: sealed('description', 'url'),
  PhysicalAddress: sealed('description', 'street', 'city', 'subdivision', 'postalCode', 'country'),
  OrganMember: sealed('walletAddress', 'name', 'dob', 'passportNumber'),
  Principal: sealed(
    'walletAddress',
    'name',
    'dob',
    'passportNumber',
    'signingAbility',
    'signingAbilityConditions',
    'shares',
  ),
  Shareholder: {
    ...sealed('walletAddress', 'name', 'dob'),
    passportNumber: 'Text',
    shares: 'EncryptableText',
  },
  UBO: sealed('walletAddress', 'name', 'dob', 'passportNumber', 'signingAbility', 'signingAbilityConditions'),
  RelevantAsset: sealed('assetId'),
  RelevantContract: sealed('contractId'),
  Contact: sealed('contact'),
  CompanyData: {
    name: 'Text',
    purpose: 'Text',
    logoURL: 'Text',
    charterURL: 'Text',
    totalCapitalAmount: 'Text',
    totalCapitalCurrency: 'Text',
    numberOfShares: 'Text',
    valuePerShare: 'Text',
    history: 'Text',
    brandNames: 'Vec<BrandName>',
    onlineAddresses: 'Vec<OnlineAddress>',
    physicalAddresses: 'Vec<PhysicalAddress>',
    statutoryOrganMembers: 'Vec<OrganMember>',
    principals: 'Vec<Principal>',
    shareholders: 'Vec<Shareholder>',
    UBOs: 'Vec<UBO>',
    relevantAssets: 'Vec<RelevantAsset>',
    relevantContracts: 'Vec<RelevantContract>',
    companyType: 'Text',
    contact: 'Vec<Contact>',
  },
});

const text = fc.string({ unit: 'binary', maxLength: 12 });
const encryptable = fc.record({ value: text, isEncrypted: fc.boolean() });
const anyCompany = fc.record(
  Object.fromEntries(
    Object.entries(COMPANY_FIELDS).map(([name, shape]) => [
      name,
      shape === 'text'
        ? text
        : fc.array(
            fc.record(
              Object.fromEntries(
                Object.entries(shape).map(([leaf, kind]) => [leaf, kind === 'text' ? text : encryptable]),
              ),
            ),
            { maxLength: 3 },
          ),
    ]),
  ),
) as unknown as fc.Arbitrary<CompanyData>;

/** SCALE bytes by polkadot.js, deflated by pako: what the wallet sends. */
const walletScale = (data: CompanyData) => registry.createType('CompanyData', data).toU8a();
const open = (value: string) => ({ value, isEncrypted: false });
const cafe: CompanyData = {
  ...emptyCompany(),
  name: 'Café Liberland',
  companyType: 'Sole trader',
  onlineAddresses: [
    { description: open('Website'), url: open('https://cafe.example') },
    { description: open('payment-hook'), url: { value: 'sealed', isEncrypted: true } },
  ],
  contact: [{ contact: open('post@cafe.example') }],
};

describe('company data', () => {
  it('is written byte for byte as the wallet writes it', () => {
    fc.assert(
      fc.property(anyCompany, (data) => {
        expect(encodeCompanyData(data)).toEqual(deflate(walletScale(data)));
      }),
      { numRuns: 60 },
    );
  });

  it('comes back as it was written, and as polkadot.js reads it', () => {
    fc.assert(
      fc.property(anyCompany, (data) => {
        const bytes = deflate(walletScale(data));
        const reading = decodeCompanyData(bytes);
        expect(reading).toEqual({ data, missing: [], extra: 0, unreadable: null });
        expect(registry.createType('CompanyData', inflate(bytes)).toJSON()).toEqual(reading.data);
      }),
      { numRuns: 60 },
    );
  });

  it('of an older wallet ends early, and what is missing is empty', () => {
    const bytes = walletScale(cafe);
    const older = walletScale({ ...cafe, contact: [] }).slice(0, -1);
    expect(decodeCompanyData(deflate(older))).toMatchObject({
      data: { ...cafe, contact: [] },
      missing: ['contact'],
    });
    const oldest = walletScale({ ...emptyCompany(), name: 'X' }).slice(0, 2);
    expect(decodeCompanyData(deflate(oldest))).toMatchObject({
      data: { ...emptyCompany(), name: 'X' },
      missing: Object.keys(COMPANY_FIELDS).slice(1),
    });
    const newer = Uint8Array.of(...bytes, 1, 2, 3);
    expect(decodeCompanyData(deflate(newer))).toEqual({
      data: cafe,
      missing: [],
      extra: 3,
      unreadable: null,
    });
  });

  it('that is cut off inside a field, or is no company data, is unreadable with the reason', () => {
    const bytes = walletScale(cafe);
    const unreadable = (scale: Uint8Array) => decodeCompanyData(deflate(scale)).unreadable;
    expect(unreadable(bytes.slice(0, 5))).toBe('not company data: its field name cannot be read');
    expect(unreadable(bytes.slice(0, -1))).toBe('not company data: its field contact cannot be read');
    expect(unreadable(Uint8Array.of(...new Array<number>(9).fill(0), 0xfe, 0xff, 0xff, 0xff))).toContain(
      'field brandNames',
    );
    // A flag that is neither yes nor no; a text that is not UTF-8.
    expect(unreadable(Uint8Array.of(...new Array<number>(9).fill(0), 4, 0, 2))).toContain('field brandNames');
    expect(unreadable(Uint8Array.of(4, 0xff))).toContain('field name');
    expect(unreadable(new Uint8Array())).toBe('empty');
    for (const plain of [hexToBytes('0x'), hexToBytes('0x7b7d'), bytes]) {
      expect(decodeCompanyData(plain).unreadable).toContain('not one zlib stream');
    }
    // Small as it comes, and 70 kB once inflated.
    expect(unreadable(new Uint8Array(70_000))).toContain('at most 65536 bytes once inflated');
  });

  it('never throws, whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, wrapped) => {
        const reading = decodeCompanyData(wrapped ? deflate(bytes) : bytes);
        expect(reading.data === null).toBe(reading.unreadable !== null);
      }),
      { numRuns: 500 },
    );
    const whole = walletScale(cafe);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }), (at, byte) => {
        const changed = whole.slice();
        changed[at] = byte;
        decodeCompanyData(deflate(changed));
      }),
    );
  });

  it('that cannot be written is refused, with its field', () => {
    const broken = { ...cafe, brandNames: [{ name: open('\ud83d') }] };
    expect(() => encodeCompanyData(broken)).toThrow(
      expect.objectContaining({ code: 'INVALID_COMPANY_DATA', field: 'brandNames.name' }) as Error,
    );
    const noise = Array.from({ length: 300 }, (_, i) => blake2AsHex(String(i))).join('');
    const tooLong = { ...cafe, history: noise };
    expect(() => encodeCompanyData(tooLong)).toThrow(
      expect.objectContaining({ code: 'INVALID_COMPANY_DATA', field: null }) as Error,
    );
  });

  it('has its fields in the order of their bytes', () => {
    const names = Object.keys(registry.createType('CompanyData').toJSON() as object) as CompanyField[];
    expect(Object.keys(COMPANY_FIELDS)).toEqual(names);
  });
});
