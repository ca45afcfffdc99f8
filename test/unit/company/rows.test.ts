import { emptyCompany } from '../../../src/domain/company/company-data.js';
import { encodeCompanyData } from '../../../src/domain/company/encode.js';
import { touchedCompanies, type CompanyState } from '../../../src/domain/company/registry.js';
import { companyRows, type CompanyRows, type KnownCompany } from '../../../src/domain/company/rows.js';
import { bytesToHex, type Hex } from '../../../src/domain/hex.js';

const OWNER: Hex = `0x${'0a'.repeat(32)}`;
const NEW_OWNER: Hex = `0x${'0b'.repeat(32)}`;
const TILL: Hex = `0x${'01'.repeat(32)}`;

function bytes(name: string, ...addresses: readonly Hex[]): Hex {
  const open = (value: string) => ({ value, isEncrypted: false });
  const onlineAddresses = addresses.map((url) => ({ description: open('payment-address'), url: open(url) }));
  return bytesToHex(encodeCompanyData({ ...emptyCompany(), name, onlineAddresses }));
}

const entry = (data: Hex) => ({ data, editableByRegistrar: false });
const state = (given: Partial<CompanyState>): CompanyState => ({
  registryIndex: 0,
  entityId: 7,
  owner: OWNER,
  registration: null,
  request: null,
  ...given,
});
const block = (number: number) => ({
  number,
  hash: `0x${'bb'.repeat(32)}` as const,
  timestamp: 1_000 * number,
});
const event = { cause: 'event' } as const;

/** What the index has after rows were written one after the other. */
function known(written: readonly CompanyRows[]): KnownCompany | null {
  const last = written.at(-1);
  const version = last?.versions.at(-1);
  if (!last || !version) return null;
  const addresses = new Map(written.flatMap((rows) => rows.addresses.map((row) => [row.id, row])));
  const open = last.company.openAddresses.split(' ').flatMap((id) => addresses.get(id) ?? []);
  return { company: last.company, version, addresses: open };
}

function follow(...steps: readonly (readonly [number, CompanyState, boolean?])[]): CompanyRows[] {
  const all: CompanyRows[] = [];
  for (const [number, after, unregistered = false] of steps) {
    const rows = companyRows(block(number), after, known(all), { ...event, unregistered });
    if (rows) all.push(rows);
  }
  return all;
}

describe('the rows of a company', () => {
  it('end one version where the next begins, and give one name that lasts', () => {
    const [asked, approved, gone] = follow(
      [1, state({ request: entry(bytes('Shop')) })],
      [2, state({ registration: entry(bytes('Shop')) })],
      [3, state({}), true],
    );
    expect(asked?.company).toMatchObject({ id: '0-7', status: 'requested', name: 'Shop', firstBlock: 1 });
    expect(approved?.versions).toMatchObject([
      { id: '0-7-1', status: 'requested', fromBlock: 1, untilBlock: 2 },
      { id: '0-7-2', status: 'approved', fromBlock: 2, untilBlock: undefined, timestamp: new Date(2_000) },
    ]);
    expect(asked?.addresses).toEqual([]);
    expect(approved?.addresses).toMatchObject([{ role: 'owner', fromBlock: 2, untilBlock: undefined }]);
    expect(gone?.addresses).toMatchObject([{ role: 'owner', fromBlock: 2, untilBlock: 3 }]);
    expect(gone?.company).toMatchObject({
      status: 'unregistered',
      name: 'Shop',
      firstBlock: 1,
      blockNumber: 3,
    });
  });

  it('say nothing where the end of the block finds nothing changed', () => {
    const registration = entry(bytes('Shop'));
    expect(follow([1, state({ registration })], [2, state({ registration })])).toHaveLength(1);
    // What the store gives back of an absent value may be null.
    const before = known(follow([1, state({ registration })]));
    if (!before) throw new Error('no rows');
    const { version, ...rest } = before;
    const stored = { ...rest, version: { ...version, requestData: null as unknown as undefined } };
    expect(companyRows(block(2), state({ registration }), stored, event)).toBeNull();
  });

  it('keep an address that stays, end one that goes, and begin it anew when it comes back', () => {
    const with_ = state({ registration: entry(bytes('Shop', TILL)) });
    const without = state({ registration: entry(bytes('Shop')) });
    const renamed = state({ registration: entry(bytes('Shop & Sons', TILL)) });
    const [first, second, third, fourth] = follow([1, with_], [2, renamed], [3, without], [4, with_]);
    expect(first?.addresses).toMatchObject([
      { role: 'owner', accountId: OWNER, fromBlock: 1 },
      { role: 'payment', accountId: TILL, fromBlock: 1 },
    ]);
    expect(second?.addresses).toEqual([]);
    expect(second?.company.openAddresses).toBe(first?.company.openAddresses);
    expect(third?.addresses).toMatchObject([{ id: `0-7-1-payment-${TILL}`, untilBlock: 3 }]);
    expect(fourth?.addresses).toMatchObject([{ id: `0-7-4-payment-${TILL}`, untilBlock: undefined }]);
  });

  it('tell who owned it when', () => {
    const registration = entry(bytes('Shop'));
    const [, sold] = follow([1, state({ registration })], [5, state({ registration, owner: NEW_OWNER })]);
    expect(sold?.versions.map(({ ownerId }) => ownerId)).toEqual([OWNER, NEW_OWNER]);
    expect(sold?.addresses).toMatchObject([
      { accountId: OWNER, untilBlock: 5 },
      { accountId: NEW_OWNER, fromBlock: 5 },
    ]);
  });

  it('keep what is asked for apart from what is registered', () => {
    const registration = entry(bytes('Shop'));
    const [, pending, leaving] = follow(
      [1, state({ registration })],
      [2, state({ registration, request: entry(bytes('Other', TILL)) })],
      [3, state({ registration, request: 'unregistration' })],
    );
    expect(pending?.versions.at(-1)).toMatchObject({
      status: 'approved',
      name: 'Shop',
      data: bytes('Shop'),
      request: 'registration',
      requestData: bytes('Other', TILL),
    });
    expect(pending?.addresses).toEqual([]);
    expect(leaving?.versions.at(-1)).toMatchObject({
      status: 'approved',
      request: 'unregistration',
      requestData: undefined,
    });
  });

  it('know a registration that came and went within one block', () => {
    expect(follow([1, state({}), true])[0]?.company.status).toBe('unregistered');
    expect(follow([1, state({})])[0]?.company.status).toBe('canceled');
    expect(companyRows(block(1), state({}), null, { cause: 'start' })).toBeNull();
  });

  it('keep data that cannot be read, without settings', () => {
    const [rows] = follow([1, state({ registration: entry('0x010203') })]);
    expect(rows?.versions[0]).toMatchObject({
      status: 'approved',
      data: '0x010203',
      name: undefined,
      hook: undefined,
      unreadable: expect.stringContaining('zlib') as unknown,
    });
    expect(rows?.addresses.map(({ role }) => role)).toEqual(['owner']);
  });

  it('have nothing that Postgres cannot hold', () => {
    const [rows] = follow([1, state({ registration: entry(bytes('A\0B')) })]);
    expect(rows?.company.name).toBe('A\uFFFDB');
  });
});

describe('the companies that a block touches', () => {
  const named = (name: string, ...fields: readonly (number | string)[]) => ({
    name: `companyRegistry.${name}`,
    phase: 1,
    fields,
  });

  it('are each named once, in the order of their keys', () => {
    const events = [
      named('EntityRegistered', 9, 1),
      named('EntityUnregistered', 20, 0),
      named('EntityRegistered', 20, 0),
      named('RegistrationRequested', 3, 0),
      named('RegistryAdded', 5),
      named('EntityRegistered', 'odd', 0),
      { name: 'otherRegistry.EntityRegistered', phase: 1, fields: [1, 0] },
    ];
    expect(touchedCompanies({ events })).toEqual([
      { registryIndex: 0, entityId: 3, unregistered: false },
      { registryIndex: 0, entityId: 20, unregistered: true },
      { registryIndex: 1, entityId: 9, unregistered: false },
    ]);
  });
});
