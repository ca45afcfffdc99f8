import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { connectRpc, type Rpc } from '../chain/rpc.js';
import { ChaintillError } from '../domain/errors.js';
import { networkProfileSchema, type NetworkProfile } from '../domain/network.js';
import { PROJECT } from './folders.js';

const NETWORKS = join(PROJECT, 'networks');

/**
 * Reads a network profile: `liberland` is networks/liberland.json; what ends in `.json` is a path.
 * @throws {ChaintillError} `NETWORK_UNKNOWN` with the names that exist, `NETWORK_INVALID` with the fields that are wrong.
 */
export async function loadProfile(nameOrPath: string, folder = NETWORKS): Promise<NetworkProfile> {
  const isPath = nameOrPath.endsWith('.json');
  if (!isPath && !/^[a-z0-9-]+$/.test(nameOrPath)) throw await unknown(nameOrPath, folder);
  const path = isPath ? nameOrPath : join(folder, `${nameOrPath}.json`);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw await unknown(nameOrPath, folder);
    throw error;
  }
  const profile = networkProfileSchema.safeParse(parseJson(text, path));
  if (!profile.success) {
    const problems = profile.error.issues.map(
      ({ path: field, message }) => `${field.join('.') || 'file'}: ${message}`,
    );
    throw new ChaintillError('NETWORK_INVALID', `${path}: ${problems.join('; ')}`);
  }
  if (profile.data.name !== basename(path, '.json')) {
    throw new ChaintillError(
      'NETWORK_INVALID',
      `${path}: name: expected "${basename(path, '.json')}", as the file`,
    );
  }
  if (profile.data.genesisHash === null) {
    throw new ChaintillError('NETWORK_INVALID', `${path}: genesisHash: only a dev chain may go without`);
  }
  return profile.data;
}

/** What the endpoints of a network said when they were asked. */
export interface NetworkCheck {
  /** Hash of block 0, as the endpoints report it. */
  readonly genesisHash: string;
  /** Those that did not answer; one that does is enough. */
  readonly silent: readonly string[];
}

/**
 * Asks every endpoint for its genesis.
 * @throws {ChaintillError} `RPC_UNREACHABLE` when none answers, `GENESIS_MISMATCH` when one serves another chain.
 */
export async function checkNetwork(
  profile: NetworkProfile,
  endpoints: readonly string[],
  timeoutMs = 15_000,
): Promise<NetworkCheck> {
  if (endpoints.length === 0) {
    throw new ChaintillError(
      'RPC_UNREACHABLE',
      `networks/${profile.name}.json has no endpoint: give one with --endpoint`,
    );
  }
  const answers = await Promise.allSettled(endpoints.map((endpoint) => askGenesis(endpoint, timeoutMs)));
  const silent: string[] = [];
  const causes: unknown[] = [];
  let genesisHash = profile.genesisHash;
  answers.forEach((answer, index) => {
    const endpoint = endpoints[index] ?? '';
    if (answer.status === 'rejected') {
      silent.push(endpoint);
      causes.push(answer.reason);
      return;
    }
    genesisHash ??= answer.value;
    if (answer.value !== genesisHash) {
      throw new ChaintillError(
        'GENESIS_MISMATCH',
        `${endpoint} serves another chain than ${profile.title}: its genesis is ${answer.value}, expected ${genesisHash}. Check --network and --endpoint.`,
      );
    }
  });
  if (silent.length === endpoints.length || genesisHash === null) {
    throw new ChaintillError(
      'RPC_UNREACHABLE',
      `no endpoint of ${profile.title} answers: ${endpoints.join(', ')}. Check the network connection, or give another with --endpoint.`,
      { cause: new AggregateError(causes) },
    );
  }
  return { genesisHash, silent };
}

async function askGenesis(endpoint: string, timeoutMs: number): Promise<string> {
  const rpc: Rpc = await connectRpc([endpoint], timeoutMs);
  try {
    return String(await rpc.request<unknown>('chain_getBlockHash', [0], timeoutMs));
  } finally {
    await rpc.close();
  }
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ChaintillError('NETWORK_INVALID', `${path} is not JSON: ${(cause as Error).message}`, {
      cause,
    });
  }
}

async function unknown(name: string, folder: string): Promise<ChaintillError> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json'));
  const names = files.map((file) => basename(file, '.json')).sort();
  return new ChaintillError(
    'NETWORK_UNKNOWN',
    `there is no network ${JSON.stringify(name)}. Known: ${names.join(', ')}. Leave out --network for the dev chain.`,
  );
}
