/** A chain on a recorded runtime that a payment is built on and sent to: storage, heads and a node's answers as a test wants. */
import type { ChainMetadata } from '../../src/chain/chain-metadata.js';
import type { ChainView } from '../../src/chain/chain-view.js';
import { readHeader } from '../../src/chain/header.js';
import type { Rpc } from '../../src/chain/rpc.js';
import { ChaintillError } from '../../src/domain/errors.js';
import { bytesToHex, type Hex } from '../../src/domain/hex.js';
import type { RuntimeName } from '../fixture-chain/build/runtime.js';
import { GENESIS, recordedMetadata } from './chain-view.js';

export interface PayingChain {
  readonly metadata: ChainMetadata;
  best: number;
  finalized: number;
  /** In the smallest unit. */
  fee: bigint;
  nonce: number;
  /** What the runtime says of an extrinsic: null for valid, or the place of the reason in `InvalidTransaction`. */
  invalid: number | null;
  /** What the node's pool answers instead of taking an extrinsic. */
  poolError: string | null;
  /** Whether the connection ends when an extrinsic is sent. */
  breaks: boolean;
  /** Version of the runtime at the best block. */
  specVersion: number;
  readonly submitted: Hex[];
  /** Extrinsics by the height of their block. */
  readonly blocks: Map<number, readonly Hex[]>;
  /** Writes a value of a storage map; null takes it away. */
  put(map: `${string}.${string}`, key: readonly unknown[], type: string, value: object | null): void;
  /** Gives an account so much of the native token. */
  fund(account: Hex, free: bigint): void;
  hashOf(height: number): Hex;
  view(): Promise<ChainView>;
}

/** Places in `sp_runtime::transaction_validity::InvalidTransaction`. */
export const INVALID = { payment: 1, future: 2, stale: 3, badProof: 4, ancientBirthBlock: 5 } as const;

const VALID: Hex = `0x00${'00'.repeat(8)}0000${'ff'.repeat(8)}01`;
const NONE: Hex = `0x${'00'.repeat(32)}`;

export function createPayingChain(name: RuntimeName): PayingChain {
  const metadata = recordedMetadata(name);
  const storage = new Map<Hex, Hex>();
  const hashes = new Map<number, Hex>();

  const headerOf = (height: number): object => ({
    parentHash: NONE,
    number: `0x${height.toString(16)}`,
    stateRoot: NONE,
    extrinsicsRoot: NONE,
    digest: { logs: [] },
  });
  const heightOf = (hash: unknown): number | undefined =>
    [...hashes].find(([, known]) => known === hash)?.[0];

  function answer(method: string, params: readonly unknown[]): unknown {
    switch (method) {
      case 'chain_getHeader':
        return headerOf(params.length === 0 ? chain.best : (heightOf(params[0]) ?? 0));
      case 'chain_getBlockHash':
        return Number(params[0]) <= chain.best ? chain.hashOf(Number(params[0])) : null;
      case 'chain_getBlock': {
        const height = heightOf(params[0]) ?? 0;
        const header = { parentHash: chain.hashOf(Math.max(0, height - 1)) };
        return { block: { header, extrinsics: chain.blocks.get(height) ?? [] } };
      }
      case 'state_getRuntimeVersion':
        return { specVersion: chain.specVersion, transactionVersion: metadata.transactionVersion };
      case 'state_queryStorageAt': {
        const [keys, block] = params as [Hex[], Hex];
        if (heightOf(block) !== chain.best) throw new Error('payments are built on the best block');
        return [{ block, changes: keys.map((key) => [key, storage.get(key) ?? null]) }];
      }
      case 'state_call':
        if (params[0] === 'TransactionPaymentApi_query_info') return littleEndian(chain.fee);
        return chain.invalid === null ? VALID : bytesToHex(Uint8Array.of(1, 0, chain.invalid));
      case 'system_accountNextIndex':
        return chain.nonce;
      case 'author_submitExtrinsic':
        if (chain.breaks) throw new ChaintillError('RPC_FAILED', 'lost the RPC endpoint');
        if (chain.poolError !== null) {
          throw new ChaintillError('RPC_FAILED', 'an error', { cause: new Error(chain.poolError) });
        }
        chain.submitted.push(params[0] as Hex);
        return NONE;
      default:
        throw new Error(`this chain does not answer ${method}`);
    }
  }

  const rpc: Pick<Rpc, 'request'> = {
    request: <T>(method: string, params: readonly unknown[] = []) =>
      Promise.resolve().then(() => answer(method, params) as T),
  };

  const chain: PayingChain = {
    metadata,
    best: 1_000,
    finalized: 998,
    fee: 10n ** 10n,
    nonce: 3,
    invalid: null,
    poolError: null,
    breaks: false,
    specVersion: metadata.specVersion,
    submitted: [],
    blocks: new Map(),
    put(map, key, type, value) {
      const at = metadata.storageMap(map)?.key(...key);
      if (!at) throw new Error(`this runtime has no ${map}`);
      if (value === null) storage.delete(at);
      else storage.set(at, metadata.registry.createType(type, value).toHex());
    },
    fund: (account, free) =>
      chain.put('system.account', [account], 'FrameSystemAccountInfo', { providers: 1, data: { free } }),
    hashOf(height) {
      const hash = hashes.get(height) ?? (height === 0 ? GENESIS : readHeader(headerOf(height)).hash);
      hashes.set(height, hash);
      return hash;
    },
    view() {
      chain.hashOf(chain.best);
      return Promise.resolve({ rpc: rpc as Rpc, at: chain.hashOf(chain.finalized), metadata });
    },
  };
  return chain;
}

function littleEndian(value: bigint): Hex {
  return bytesToHex(
    Uint8Array.from({ length: 16 }, (_, place) => Number((value >> BigInt(8 * place)) & 255n)),
  );
}
