/** What the registry says of a company after a block, and what the index had → the rows of schema `chain`. */
import type { AccountHex, BlockData } from '../extract/block.js';
import { hexToBytes, type Hex } from '../hex.js';
import { storableText } from '../storable-text.js';
import { decodeCompanyData } from './decode.js';
import { companyId, type CompanyState } from './registry.js';
import { companySettings, NO_SETTINGS, type CompanySettings } from './settings.js';

/**
 * - `requested`: it asked to be registered, and never was
 * - `approved`: a registrar registered it
 * - `unregistered`: it was registered, and is no more
 * - `canceled`: it never was registered, and asks no more
 */
export type CompanyStatus = 'requested' | 'approved' | 'unregistered' | 'canceled';
export type AddressRole = 'owner' | 'payment';

export interface CompanyRow {
  readonly id: string;
  readonly registryIndex: number;
  readonly entityId: number;
  readonly status: CompanyStatus;
  readonly ownerId: AccountHex | undefined;
  readonly name: string | undefined;
  readonly versionId: string;
  readonly openAddresses: string;
  readonly firstBlock: number;
  readonly blockNumber: number;
}

export interface CompanyVersionRow {
  readonly id: string;
  readonly companyId: string;
  readonly status: CompanyStatus;
  readonly ownerId: AccountHex | undefined;
  readonly data: Hex | undefined;
  readonly editableByRegistrar: boolean | undefined;
  readonly name: string | undefined;
  readonly hook: string | undefined;
  readonly success: string | undefined;
  readonly failure: string | undefined;
  readonly problems: string;
  readonly unreadable: string | undefined;
  readonly request: 'none' | 'registration' | 'unregistration';
  readonly requestData: Hex | undefined;
  readonly cause: 'start' | 'event';
  readonly fromBlock: number;
  readonly untilBlock: number | undefined;
  readonly blockId: Hex;
  readonly timestamp: Date | undefined;
}

export interface CompanyAddressRow {
  readonly id: string;
  readonly companyId: string;
  readonly accountId: AccountHex;
  readonly role: AddressRole;
  readonly fromBlock: number;
  readonly untilBlock: number | undefined;
}

/** What the index has of a company before the block: its row, its newest version, its addresses that still hold. */
export interface KnownCompany {
  readonly company: CompanyRow;
  readonly version: CompanyVersionRow;
  readonly addresses: readonly CompanyAddressRow[];
}

export interface CompanyRows {
  readonly company: CompanyRow;
  /** The new version, and the one before it with its end. */
  readonly versions: readonly CompanyVersionRow[];
  /** Those that begin, and those that end. */
  readonly addresses: readonly CompanyAddressRow[];
}

export type CompanyBlock = Pick<BlockData, 'number' | 'hash' | 'timestamp'>;

/**
 * @param unregistered the block took a registration away
 * @param cause `start` for what was there before the first indexed block
 * @returns null where the block's end finds nothing changed, and for an entity that storage never heard of.
 */
export function companyRows(
  block: CompanyBlock,
  state: CompanyState,
  known: KnownCompany | null,
  { unregistered = false, cause }: { readonly unregistered?: boolean; readonly cause: 'start' | 'event' },
): CompanyRows | null {
  const version = versionRow(block, state, { known, unregistered, cause });
  if (known && isSame(version.row, known.version)) return null;
  if (!known && cause === 'start' && !state.registration && !state.request) return null;
  const wanted = version.row.status === 'approved' ? addressesOf(state.owner, version.settings) : [];
  const id = companyId(state);
  const kept = new Map((known?.addresses ?? []).map((row) => [addressKey(row), row]));
  const begun: CompanyAddressRow[] = [];
  const open: string[] = [];
  for (const address of wanted) {
    const key = addressKey(address);
    const before = kept.get(key);
    const row = before ?? {
      id: `${id}-${block.number}-${key}`,
      companyId: id,
      ...address,
      fromBlock: block.number,
      untilBlock: undefined,
    };
    if (!before) begun.push(row);
    kept.delete(key);
    open.push(row.id);
  }
  const ended = [...kept.values()].map((row) => ({ ...row, untilBlock: block.number }));
  return {
    company: {
      id,
      registryIndex: state.registryIndex,
      entityId: state.entityId,
      status: version.row.status,
      ownerId: version.row.ownerId,
      name: version.row.name ?? nameAsked(state) ?? known?.company.name,
      versionId: version.row.id,
      openAddresses: open.join(' '),
      firstBlock: known?.company.firstBlock ?? block.number,
      blockNumber: block.number,
    },
    versions: [...(known ? [{ ...known.version, untilBlock: block.number }] : []), version.row],
    addresses: [...ended, ...begun],
  };
}

interface VersionContext {
  readonly known: KnownCompany | null;
  readonly unregistered: boolean;
  readonly cause: 'start' | 'event';
}

function versionRow(
  block: CompanyBlock,
  state: CompanyState,
  { known, unregistered, cause }: VersionContext,
): { readonly row: CompanyVersionRow; readonly settings: CompanySettings } {
  const { owner, registration, request } = state;
  const reading = registration && decodeCompanyData(hexToBytes(registration.data));
  const settings = reading?.data ? companySettings(reading.data) : NO_SETTINGS;
  const row: CompanyVersionRow = {
    id: `${companyId(state)}-${block.number}`,
    companyId: companyId(state),
    status: statusOf(state, unregistered || isOrWasApproved(known)),
    ownerId: owner ?? undefined,
    data: registration?.data,
    editableByRegistrar: registration?.editableByRegistrar,
    name: reading?.data ? storableText(reading.data.name) : undefined,
    hook: settings.hook ?? undefined,
    success: settings.success ?? undefined,
    failure: settings.failure ?? undefined,
    problems: JSON.stringify(settings.problems),
    unreadable: reading?.unreadable ?? undefined,
    request: request === null ? 'none' : request === 'unregistration' ? request : 'registration',
    requestData: request === null || request === 'unregistration' ? undefined : request.data,
    cause,
    fromBlock: block.number,
    untilBlock: undefined,
    blockId: block.hash,
    timestamp: block.timestamp === null ? undefined : new Date(block.timestamp),
  };
  return { row, settings };
}

function statusOf({ registration, request }: CompanyState, wasApproved: boolean): CompanyStatus {
  if (registration) return 'approved';
  if (wasApproved) return 'unregistered';
  return request ? 'requested' : 'canceled';
}

function isOrWasApproved(known: KnownCompany | null): boolean {
  return known?.version.status === 'approved' || known?.version.status === 'unregistered';
}

/** What of a version comes from storage; all else follows from it. */
const STORED = ['status', 'ownerId', 'data', 'editableByRegistrar', 'request', 'requestData'] as const;

function isSame(a: CompanyVersionRow, b: CompanyVersionRow): boolean {
  // What the store gives back for an absent value may be null.
  return STORED.every((column) => (a[column] ?? null) === (b[column] ?? null));
}

function addressesOf(owner: AccountHex | null, settings: CompanySettings): readonly Held[] {
  return [
    ...(owner === null ? [] : [{ accountId: owner, role: 'owner' } as const]),
    ...settings.addresses.map((accountId) => ({ accountId, role: 'payment' }) as const),
  ];
}

type Held = Pick<CompanyAddressRow, 'accountId' | 'role'>;

function addressKey({ role, accountId }: Held): string {
  return `${role}-${accountId}`;
}

/** The name in a request of a company that has no other. */
function nameAsked({ request }: CompanyState): string | undefined {
  if (request === null || request === 'unregistration') return undefined;
  const { data } = decodeCompanyData(hexToBytes(request.data));
  return data ? storableText(data.name) : undefined;
}
