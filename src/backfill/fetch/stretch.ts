/** Reads a stretch of finalized blocks from a node: the rows that they give, and what they say of companies. */
import { readCompanies, type CompanyChange } from '../companies.js';
import { ScaleError } from '../decode/cursor.js';
import type { BlockJson } from '../decode/block-decoder.js';
import type { BlockEvents } from '../decode/events.js';
import { readHeaderJson } from '../decode/header.js';
import type { Rpc } from '../../chain/rpc.js';
import type { RpcRequest } from '../../chain/socket.js';
import { EVENTS_KEY } from '../../chain/system-events.js';
import { COMPANY_EVENTS } from '../../domain/company/registry.js';
import { ChaintillError } from '../../domain/errors.js';
import { extract } from '../../domain/extract/extract.js';
import { isWantedEvent } from '../../domain/extract/fields.js';
import { rowsOf, type BlockRows } from '../../domain/extract/rows.js';
import type { Hex } from '../../domain/hex.js';
import type { Executor, Executors } from './executors.js';

export interface Heights {
  readonly from: number;
  /** Inclusive. */
  readonly to: number;
}

export interface Stretch extends Heights {
  /** Hash of the block before the first one. */
  readonly parent: Hex;
  /** Hash of the last one. */
  readonly head: Hex;
  /** Of the blocks that give any, in order. */
  readonly rows: readonly BlockRows[];
  readonly companies: readonly CompanyChange[];
  /** What the node sent for it, in characters. */
  readonly size: number;
}

export interface Reading {
  readonly rpc: Rpc;
  readonly executors: Executors;
  /** The first block that is indexed: what the registry held before it is read there. */
  readonly startBlock: number;
  /** Requests in one message. */
  readonly batch: number;
}

const ANSWER_MS = 60_000;

/**
 * A node's word is not taken for which block is which: each header must hash to what the node listed, have the height that
 * was asked for, and name the block before it as its parent.
 * @throws {ChaintillError} `BLOCK_UNREADABLE`, `METADATA_UNSUPPORTED`, `RUNTIME_UNSUPPORTED`, and as `rpc`
 */
export async function readStretch(reading: Reading, { from, to }: Heights): Promise<Stretch> {
  const { rpc, executors, startBlock } = reading;
  const [parent, ...hashes] = await hashesOf(reading, from - 1, to);
  if (!parent) throw unreadable(from - 1);
  const [executorOf, states] = await Promise.all([
    executors.after(rpc, [parent, ...hashes.slice(0, -1)]),
    askAll<Hex | null>(reading, hashes, (hash) => ({
      method: 'state_getStorage',
      params: [EVENTS_KEY, hash],
    })),
  ]);
  let size = 0;
  const found = hashes.map((hash, i): Found => {
    const [executor, value, number] = [executorOf[i], states[i], from + i];
    if (!executor || typeof value !== 'string') throw unreadable(number);
    size += value.length;
    const before = hashes[i - 1] ?? parent;
    const decoded = readable(number, () => executor.decoder.events(value));
    return { number, hash, parent: before, executor, events: decoded };
  });
  const isWanted = ({ number, events }: Found): boolean => number === startBlock || mayHoldRows(events);
  const wanted = found.filter(isWanted);
  const [blocks] = await Promise.all([
    askAll<{ readonly block: BlockJson } | null>(
      reading,
      wanted.map(({ hash }) => hash),
      (hash) => ({ method: 'chain_getBlock', params: [hash] }),
    ),
    checkHeaders(
      reading,
      found.filter((one) => !isWanted(one)),
    ),
  ]);
  const rows: BlockRows[] = [];
  const companies: CompanyChange[] = [];
  for (const [i, block] of wanted.entries()) {
    const { number, hash, executor, events } = block;
    const answer = blocks[i];
    if (!answer) throw unreadable(number);
    checkPlace(block, answer.block.header);
    // The events are not in the header: those of another block show where they are of another number of extrinsics.
    if (answer.block.extrinsics.length !== events.extrinsics) throw unreadable(number);
    for (const extrinsic of answer.block.extrinsics) size += extrinsic.length;
    const data = readable(number, () => executor.decoder.block(answer.block, events));
    rows.push(rowsOf(data, extract(data)));
    companies.push(
      ...(await readCompanies(data, number === startBlock, () => executor.registry()(rpc, hash))),
    );
  }
  return { from, to, parent, head: hashes.at(-1) ?? parent, rows, companies, size };
}

interface Found {
  readonly number: number;
  readonly hash: Hex;
  readonly parent: Hex;
  readonly executor: Executor;
  readonly events: BlockEvents;
}

/**
 * Whether a block can give rows. A transfer leaves an event in whatever phase; a remark or a payment that failed is of a
 * transaction. Of all other blocks, most of most chains, the events are enough.
 */
function mayHoldRows({ events, hasTransactions }: BlockEvents): boolean {
  return hasTransactions || events.some(({ name }) => isWantedEvent(name) || COMPANY_EVENTS.has(name));
}

/** Blocks of which the events are enough: that they are the chain's, their headers say. */
async function checkHeaders(reading: Reading, blocks: readonly Found[]): Promise<void> {
  const headers = await askAll<unknown>(
    reading,
    blocks.map(({ hash }) => hash),
    (hash) => ({ method: 'chain_getHeader', params: [hash] }),
  );
  for (const [i, block] of blocks.entries()) checkPlace(block, headers[i]);
}

/** @throws {ChaintillError} `BLOCK_UNREADABLE` where a header is not of the block that was asked for */
function checkPlace({ number, hash, parent }: Found, header: unknown): void {
  const found = readable(number, () => readHeaderJson(header));
  if (found.hash !== hash || found.number !== number || found.parentHash !== parent) throw unreadable(number);
}

/** Hashes of the blocks from one height to another, both included. */
async function hashesOf(reading: Reading, from: number, to: number): Promise<readonly Hex[]> {
  const heights = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const listed = await reading.rpc.request<unknown>('chain_getBlockHash', [heights]);
  const hashes = Array.isArray(listed)
    ? (listed as readonly unknown[])
    : // A node, or what stands before it, that takes one height at a time.
      await askAll<unknown>(reading, heights, (height) => ({
        method: 'chain_getBlockHash',
        params: [height],
      }));
  return heights.map((height, i) => {
    const hash = hashes[i];
    if (typeof hash !== 'string') throw unreadable(height);
    return hash as Hex;
  });
}

/** Asks the same of each item, in messages of a bounded size that do not wait for each other. */
async function askAll<T>(
  { rpc, batch }: Reading,
  items: readonly (Hex | number)[],
  request: (item: Hex | number) => RpcRequest,
): Promise<readonly T[]> {
  const messages: Promise<readonly unknown[]>[] = [];
  for (let i = 0; i < items.length; i += batch)
    messages.push(rpc.requestAll(items.slice(i, i + batch).map(request), ANSWER_MS));
  return (await Promise.all(messages)).flat() as readonly T[];
}

function readable<T>(number: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ScaleError) throw unreadable(number, error);
    throw error;
  }
}

export function unreadable(number: number, cause?: unknown): ChaintillError {
  return new ChaintillError(
    'BLOCK_UNREADABLE',
    `block ${number} cannot be read from the RPC endpoint: check that it is an archive node of this chain, or name another`,
    { cause },
  );
}
