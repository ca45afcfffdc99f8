/** Which companies a block touches, and what the registry's storage says of one. Adapters read the same keys everywhere. */
import type { AccountHex, BlockData } from '../extract/block.js';
import type { Hex } from '../hex.js';

/** An entity in one registry: the chain's own keys. Liberland uses registry 0 for companies. */
export interface CompanyKey {
  readonly registryIndex: number;
  readonly entityId: number;
}

export interface TouchedCompany extends CompanyKey {
  /** The block took a registration away, whatever came after. */
  readonly unregistered: boolean;
}

/** A registration or a request for one, as storage has it. */
export interface RegistryEntry {
  readonly data: Hex;
  /** Whether the registrar may change the data without a request of the owner. */
  readonly editableByRegistrar: boolean;
}

/**
 * The state of one entity after a block: `registries(registry, entity)`, `requests(registry, entity)`,
 * `entityOwner(entity)` of pallet companyRegistry.
 */
export interface CompanyState extends CompanyKey {
  readonly owner: AccountHex | null;
  readonly registration: RegistryEntry | null;
  /** `unregistration`: the owner asks to be taken out (newer runtimes: a request that holds nothing). */
  readonly request: RegistryEntry | 'unregistration' | null;
}

/** Events of pallet companyRegistry that change an entity: (entity id, registry index). They hold no data and no owner. */
export const COMPANY_EVENTS: ReadonlySet<string> = new Set(
  ['RegistrationRequested', 'RegistrationRequestCanceled', 'EntityRegistered', 'EntityUnregistered'].map(
    (name) => `companyRegistry.${name}`,
  ),
);

/** The entities that events of the block name, each once, in the order of their keys. */
export function touchedCompanies({ events }: Pick<BlockData, 'events'>): readonly TouchedCompany[] {
  const touched = new Map<string, TouchedCompany>();
  for (const { name, fields } of events) {
    const [entityId, registryIndex] = fields;
    if (!COMPANY_EVENTS.has(name)) continue;
    if (typeof entityId !== 'number' || typeof registryIndex !== 'number') continue;
    const key = { registryIndex, entityId };
    const id = companyId(key);
    const unregistered =
      name === 'companyRegistry.EntityUnregistered' || touched.get(id)?.unregistered === true;
    touched.set(id, { ...key, unregistered });
  }
  return [...touched.values()].sort(compareKeys);
}

export function compareKeys(a: CompanyKey, b: CompanyKey): number {
  return a.registryIndex - b.registryIndex || a.entityId - b.entityId;
}

/** `<registry>-<entity>`: entities of different registries are approved by different registrars. */
export function companyId({ registryIndex, entityId }: CompanyKey): string {
  return `${registryIndex}-${entityId}`;
}

const COMPANY_ID = /^(?:(\d{1,10})-)?(\d{1,10})$/;

/**
 * Reads an id as people write it: `<registry>-<entity>`, or the entity alone for registry 0.
 * @returns as `companyId` writes it; null for anything else
 */
export function readCompanyId(text: string): string | null {
  const match = COMPANY_ID.exec(text);
  if (!match) return null;
  const [, registry = '0', entity = ''] = match;
  return companyId({ registryIndex: Number(registry), entityId: Number(entity) });
}
