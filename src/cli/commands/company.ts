import { readFile } from 'node:fs/promises';
import { connectRpc } from '../../chain/rpc.js';
import { buildCompanyRequest, type UnsignedCompanyRequest } from '../../chain/unsigned/company.js';
import { emptyCompany, type CompanyData } from '../../domain/company/company-data.js';
import { readCompanyDraft, withSettings, type SettingChanges } from '../../domain/company/draft.js';
import { encodeCompanyData } from '../../domain/company/encode.js';
import { readCompanyId } from '../../domain/company/registry.js';
import { ChaintillError } from '../../domain/errors.js';
import { bytesToHex, type Hex } from '../../domain/hex.js';
import { readCurrentCompany, type CurrentCompany } from '../company/current.js';
import { DEV_NETWORK, type Config } from '../config.js';
import { findInstance } from '../process/run-file.js';
import { findNamedChain, findServedChain, viewServedChain } from '../served-chain.js';

export interface CompanyRequestOptions extends Omit<SettingChanges, 'addresses'> {
  /** Id of the company whose data are to change; left out for a new one. */
  readonly company?: string;
  /** JSON file with its data. */
  readonly from?: string;
  readonly address?: readonly string[];
  readonly editable?: boolean;
  readonly json?: boolean;
}

/**
 * `chaintill company request`: prints what a company's owner signs to have data and payment settings registered. It signs
 * and sends nothing.
 * @throws {ChaintillError} `CONFIG`, `NO_SERVER`, `FILE_UNREADABLE`, `GENESIS_MISMATCH`, `RPC_UNREACHABLE`, and as
 * `readCurrentCompany`, `readCompanyDraft`, `withSettings`, `encodeCompanyData` and `buildCompanyRequest`
 */
export async function companyRequest(config: Config, options: CompanyRequestOptions): Promise<void> {
  const { company: id, from, editable = false, json = false } = options;
  const current = id === undefined ? null : await findCurrent(config, id);
  const { hook, success, failure, address: addresses } = options;
  const before = from === undefined ? dataOf(current) : readCompanyDraft(await readJson(from));
  const data = bytesToHex(encodeCompanyData(withSettings(before, { hook, success, failure, addresses })));
  const request = {
    registryIndex: current?.registryIndex ?? 0,
    entityId: current?.entityId ?? null,
    data,
    editableByRegistrar: editable,
  };
  const built = await onServedChain(config, request);
  if (json) console.log(JSON.stringify({ ...built, data, ownerId: current?.ownerId ?? null }));
  else for (const line of describe(built, data, current)) console.log(line);
}

async function findCurrent(config: Config, text: string): Promise<CurrentCompany> {
  const id = readCompanyId(text);
  if (id === null) {
    throw new ChaintillError('CONFIG', '--company: write <registry>-<entity>, as 0-17, or the entity alone');
  }
  const server = config.server ?? (await findInstance(config.data))?.url;
  if (server !== undefined) return readCurrentCompany(server, id);
  throw new ChaintillError(
    'NO_SERVER',
    'no gateway to ask for the company: start Chaintill first (npm start), name its folder with --data, or its address with --server',
  );
}

function dataOf(current: CurrentCompany | null): CompanyData {
  if (current === null) return emptyCompany();
  if (current.data !== null) return current.data;
  throw new ChaintillError(
    'COMPANY_UNREADABLE',
    'nothing that the company has registered can be read: give all of its data with --from',
  );
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new ChaintillError('FILE_UNREADABLE', '--from: name a file with the data of the company as JSON', {
      cause,
    });
  }
}

async function onServedChain(
  config: Config,
  request: Parameters<typeof buildCompanyRequest>[1],
): Promise<UnsignedCompanyRequest> {
  const chain = await (config.network === DEV_NETWORK ? findServedChain(config) : findNamedChain(config));
  const rpc = await connectRpc(chain.endpoints);
  try {
    const { metadata } = await viewServedChain(rpc, chain);
    return buildCompanyRequest(metadata, request);
  } finally {
    await rpc.close();
  }
}

function describe(
  { call, callData, dataHash }: UnsignedCompanyRequest,
  data: Hex,
  current: CurrentCompany | null,
): string[] {
  const asked =
    current === null
      ? 'Asks for the registration of a new company, which belongs to whoever signs.'
      : `Asks for new data of company ${current.registryIndex}-${current.entityId}${current.name === null ? '' : ` (${current.name})`}, in place of all that it has.`;
  return [
    asked,
    `   Signer: ${current === null ? 'the account that is to own it' : (current.ownerId ?? 'its owner')}`,
    `   Call: ${call}`,
    `   Call data: ${callData}`,
    `   Data: ${data}`,
    `   Data hash: ${dataHash}`,
    'Nothing of it counts until the registrar has approved this very hash.',
  ];
}
