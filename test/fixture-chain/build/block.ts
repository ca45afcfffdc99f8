/** Blocks as a node would hold them: real extrinsic bytes, real `System.Events`, a header whose hash is right. */
import { blake2AsU8a } from '@polkadot/util-crypto';
import { bytesToHex, hexToBytes, type Hex } from '../../../src/domain/hex.js';
import { call, type BlockScript, type Call, type Event, type ExtrinsicScript } from './plain.js';
import type { Runtime } from './runtime.js';
import { lengthPrefixed, newSink, type Sink } from './sink.js';

/** Header in the JSON form of the RPC. */
export interface HeaderJson {
  readonly parentHash: Hex;
  readonly number: Hex;
  readonly stateRoot: Hex;
  readonly extrinsicsRoot: Hex;
  readonly digest: { readonly logs: readonly Hex[] };
}

export interface Block {
  readonly number: number;
  readonly hash: Hex;
  readonly timestamp: number;
  readonly header: HeaderJson;
  readonly extrinsics: readonly Hex[];
  readonly extrinsicHashes: readonly Hex[];
  /** The value of `System.Events` after this block. */
  readonly events: Hex;
}

const NO_HASH: Hex = `0x${'00'.repeat(32)}`;
const SIGNED_V4 = 0x84;
const UNSIGNED_V4 = 0x04;
const SR25519 = 0x01;
/** Well-formed and worthless: nothing that reads blocks checks signatures. */
const SIGNATURE = new Uint8Array(64).fill(0x5a);

export function genesisBlock(): Block {
  const header = {
    parentHash: NO_HASH,
    number: '0x0',
    stateRoot: NO_HASH,
    extrinsicsRoot: NO_HASH,
    digest: { logs: [] },
  } as const;
  return {
    number: 0,
    hash: hashHeader(header, 0),
    timestamp: 0,
    header,
    extrinsics: [],
    extrinsicHashes: [],
    events: '0x00',
  };
}

/**
 * @param runtime the one that executes the block, which is the parent's
 * @throws {Error} where a call or event does not fit that runtime
 */
export function encodeBlock(runtime: Runtime, parent: Block, script: BlockScript): Block {
  const number = parent.number + 1;
  const inherent: ExtrinsicScript = {
    signer: null,
    call: call('timestamp.set', [script.timestamp]),
    events: [{ name: 'system.ExtrinsicSuccess', data: [[undefined, 'Mandatory']] }],
  };
  const all = [inherent, ...(script.extrinsics ?? [])];
  const extrinsics = all.map((extrinsic, index) => encodeExtrinsic(runtime, extrinsic, index));
  const events = encodeEvents(runtime, script, all);
  // The two roots stand in for trie roots, which no reader here computes; they make equal hashes mean equal content.
  const header: HeaderJson = {
    parentHash: parent.hash,
    number: `0x${number.toString(16)}`,
    stateRoot: bytesToHex(blake2AsU8a(events)),
    extrinsicsRoot: bytesToHex(blake2AsU8a(Buffer.concat(extrinsics))),
    digest: { logs: [] },
  };
  return {
    number,
    hash: hashHeader(header, number),
    timestamp: script.timestamp,
    header,
    extrinsics: extrinsics.map(bytesToHex),
    extrinsicHashes: extrinsics.map((bytes) => bytesToHex(blake2AsU8a(bytes))),
    events: bytesToHex(events),
  };
}

/** blake2-256 of the encoded call: what multisig and collectives name a call by. */
export function callHash(runtime: Runtime, of: Call): Hex {
  const sink = newSink();
  runtime.encodeCall(of, sink);
  return bytesToHex(blake2AsU8a(sink.take()));
}

function encodeExtrinsic(
  runtime: Runtime,
  { signer, call: content }: ExtrinsicScript,
  nonce: number,
): Uint8Array {
  const sink = newSink();
  if (signer === null) sink.byte(UNSIGNED_V4);
  else {
    sink.byte(SIGNED_V4);
    sink.byte(0); // MultiAddress::Id
    sink.bytes(hexToBytes(signer));
    sink.byte(SR25519);
    sink.bytes(SIGNATURE);
    runtime.encodeExtension(nonce, sink);
  }
  runtime.encodeCall(content, sink);
  return lengthPrefixed(sink.take());
}

type PhaseBytes = (sink: Sink) => void;

const FINALIZATION: PhaseBytes = (sink) => sink.byte(1);
const INITIALIZATION: PhaseBytes = (sink) => sink.byte(2);

function applyExtrinsic(index: number): PhaseBytes {
  return (sink) => {
    sink.byte(0);
    sink.integer(BigInt(index), 4);
  };
}

/** `Vec<EventRecord { phase, event, topics }>`. */
function encodeEvents(
  runtime: Runtime,
  script: BlockScript,
  extrinsics: readonly ExtrinsicScript[],
): Uint8Array {
  const records: [PhaseBytes, readonly Event[]][] = [
    [INITIALIZATION, script.initialization ?? []],
    ...extrinsics.map(({ events }, index): [PhaseBytes, readonly Event[]] => [applyExtrinsic(index), events]),
    [FINALIZATION, script.finalization ?? []],
  ];
  const sink = newSink();
  sink.compact(BigInt(records.reduce((sum, [, events]) => sum + events.length, 0)));
  for (const [phase, events] of records) {
    for (const event of events) {
      phase(sink);
      runtime.encodeEvent(event, sink);
      sink.compact(0n); // no topics
    }
  }
  return sink.take();
}

function hashHeader(header: HeaderJson, number: number): Hex {
  const sink = newSink();
  sink.bytes(hexToBytes(header.parentHash));
  sink.compact(BigInt(number));
  sink.bytes(hexToBytes(header.stateRoot));
  sink.bytes(hexToBytes(header.extrinsicsRoot));
  sink.compact(BigInt(header.digest.logs.length));
  for (const log of header.digest.logs) sink.bytes(hexToBytes(log));
  return bytesToHex(blake2AsU8a(sink.take()));
}
