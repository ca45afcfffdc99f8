import { ChaintillError } from '../../domain/errors.js';
import type { Hex } from '../../domain/hex.js';
import { callHex, type CallName, type ChainMetadata } from '../chain-metadata.js';

export interface CompanyRequest {
  readonly registryIndex: number;
  /** Null for a company that is not there yet. */
  readonly entityId: number | null;
  readonly data: Hex;
  /** Whether the registrar may change the data without asking. */
  readonly editableByRegistrar: boolean;
}

/** A request that the company's owner signs and submits with a wallet. */
export interface UnsignedCompanyRequest {
  readonly call: CallName;
  readonly callData: Hex;
  /** By which the registrar approves exactly this data: blake2b-256 of its SCALE bytes, the length included. */
  readonly dataHash: Hex;
  readonly genesisHash: Hex;
  readonly specVersion: number;
}

/** @throws {ChaintillError} `RUNTIME_LACKS_CALL`, `RUNTIME_UNSUPPORTED` */
export function buildCompanyRequest(
  metadata: ChainMetadata,
  request: CompanyRequest,
): UnsignedCompanyRequest {
  const { registryIndex, entityId, data, editableByRegistrar } = request;
  const { genesisHash, specVersion, registry } = metadata;
  const name = entityId === null ? 'companyRegistry.requestEntity' : 'companyRegistry.requestRegistration';
  const entity = entityId === null ? [] : [entityId];
  const dataHash = registry.createType('Bytes', data).hash.toHex();
  try {
    const call = metadata.call(name, registryIndex, ...entity, data, editableByRegistrar);
    return { call: name, callData: callHex(call), dataHash, genesisHash, specVersion };
  } catch (cause) {
    if (cause instanceof ChaintillError) throw cause;
    throw new ChaintillError(
      'RUNTIME_UNSUPPORTED',
      `the runtime takes other arguments for ${name} than this version writes: update Chaintill`,
      { cause },
    );
  }
}
