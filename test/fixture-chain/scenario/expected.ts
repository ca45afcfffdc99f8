/** The rows that a block must give, from what really happened in it; nothing here comes from the extractor. */
import { hexToBytes, type Hex } from '../../../src/domain/hex.js';
import type { Block } from '../build/block.js';
import { innerCalls, type Call, type Event } from '../build/plain.js';
import type { Simulated, TransferStep } from '../simulate.js';
import { failedTransfers } from './failures.js';
import { pairsOf } from './plan.js';
import type { Reading } from './remarks.js';
import type { Happening, ScriptedBlock } from './world.js';

/** A row as it is compared: amounts in decimal, times in ISO form, null for what is absent. */
export type Row = Readonly<Record<string, string | number | null>>;

export interface Rows {
  readonly transfers: readonly Row[];
  readonly assetTransfers: readonly Row[];
  readonly remarks: readonly Row[];
  /** The last of each asset in the block. */
  readonly assets: readonly Row[];
  readonly failedPayments: readonly Row[];
}

type Readings = ReadonlyMap<Hex, Reading>;

interface Place {
  readonly block: Block;
  readonly extrinsicIndex: number | null;
  /** Index in the block of the first event of the happening. */
  readonly firstEvent: number;
}

/** What was said, in what place of the order of the block, and to which transfer it belongs. */
interface Said {
  readonly data: Hex;
  readonly executed: 'yes' | 'unknown';
  readonly pairing: 'paired' | 'none' | 'ambiguous';
  readonly path: string | null;
  readonly transfer: TransferStep | null;
}

const UNREAD: Reading = { codec: 'unknown', reference: null, text: null };
const KEPT_OF_OVERSIZED = 1024;

export function expectedRows(block: Block, scripted: ScriptedBlock, readings: Readings): Rows {
  const transfers: Row[] = [];
  const assetTransfers: Row[] = [];
  const remarks: Row[] = [];
  const failedPayments: Row[] = [];

  function add(happening: Happening, place: Place): void {
    const said = sayings(happening);
    for (const one of said) remarks.push(remarkRow(one, remarks.length, happening, place, readings));
    for (const step of happening.simulated.steps) {
      if (step.kind !== 'transfer') continue;
      const remark = said.find((one) => one.transfer === step);
      const row = transferRow(step, remark, happening, place, readings);
      if (step.asset === null) transfers.push(row);
      else assetTransfers.push({ ...row, asset: step.asset });
    }
  }

  let firstEvent = 0;
  for (const task of scripted.tasks) {
    add(task, { block, extrinsicIndex: null, firstEvent });
    firstEvent += task.simulated.events.length;
  }
  const { initialization = [], finalization = [] } = scripted.script;
  hook(initialization.slice(firstEvent), { block, extrinsicIndex: null, firstEvent });
  firstEvent = initialization.length + 1; // the inherent's ExtrinsicSuccess
  for (const [i, extrinsic] of scripted.extrinsics.entries()) {
    add(extrinsic, { block, extrinsicIndex: i + 1, firstEvent });
    firstEvent += extrinsic.simulated.events.length;
    failedPayments.push(...failedRows(extrinsic, { block, extrinsicIndex: i + 1, firstEvent }));
  }
  hook(finalization, { block, extrinsicIndex: null, firstEvent });
  return {
    transfers,
    assetTransfers,
    remarks,
    assets: assetRows(block, scripted),
    failedPayments: failedPayments.map((row, ordinal) => ({
      ...row,
      id: `${block.number}-${ordinal}`,
      ordinal,
    })),
  };

  function failedRows(happening: Happening, place: Place): Row[] {
    return failedTransfers(happening.simulated).map(({ from, to, value, path, error, remark, ...told }) => ({
      ...placed(happening, place),
      ...told,
      fromId: from,
      toId: to,
      value: value?.toString() ?? null,
      remark,
      reference: remark && (readings.get(remark)?.reference ?? null),
      callPath: path,
      errorPallet: error.pallet,
      errorName: error.name,
      errorDocs: error.docs,
      ...feePaid(happening.simulated),
    }));
  }

  /** Events of a pallet's hook: transfers that nobody asked for by a call. */
  function hook(events: readonly Event[], place: Place): void {
    for (const [i, { name, data }] of events.entries()) {
      if (name !== 'balances.Transfer') continue;
      const [from, to, amount] = data as [Hex, Hex, bigint];
      const step = {
        kind: 'transfer',
        event: i,
        asset: null,
        from,
        to,
        amount,
        path: null,
        purpose: 'fee',
      } as const;
      transfers.push(transferRow(step, undefined, HOOK, place, readings));
    }
  }
}

const HOOK: Happening = {
  signer: null,
  call: { name: '', args: [] },
  simulated: {
    events: [],
    steps: [],
    success: true,
    hidden: false,
    trace: {
      call: { name: '', args: [] },
      path: null,
      account: null,
      tried: true,
      error: null,
      inner: [],
    },
  },
};

function sayings({ signer, call, simulated }: Happening): Said[] {
  const { steps, hidden } = simulated;
  const shown = steps.filter((step) => step.kind === 'transfer' || step.path !== null || step.event !== null);
  if (!hidden) {
    const { pairs, unclear } = pairsOf(simulated);
    return shown.flatMap((step): Said[] => {
      if (step.kind === 'transfer') return [];
      const transfer = pairs.get(step) ?? null;
      return [
        {
          data: step.data,
          executed: 'yes',
          pairing: unclear.has(step) ? 'ambiguous' : transfer ? 'paired' : 'none',
          path: step.path,
          transfer,
        },
      ];
    });
  }
  const ambiguous = { pairing: 'ambiguous', transfer: null } as const;
  const byEvent = shown.flatMap((step): Said[] =>
    step.kind === 'remark' && step.event !== null
      ? [{ data: step.data, executed: 'yes', path: null, ...ambiguous }]
      : [],
  );
  const byCall = signer === null ? [] : quietRemarks(call, call.name);
  return [...byEvent, ...byCall.map((one): Said => ({ ...one, executed: 'unknown', ...ambiguous }))];
}

/** The remarks of a call tree that leave no event with their bytes, ran or not. */
function quietRemarks(call: Call, path: string): { data: Hex; path: string }[] {
  if (call.name === 'system.remark' || call.name === 'system.remarkWithEvent') {
    return [{ data: call.args[0] as Hex, path }];
  }
  const isBatch = /^utility\.(batch|batchAll|forceBatch)$/.test(call.name);
  return innerCalls(call).flatMap((inner, i) =>
    quietRemarks(inner, isBatch ? `${path}[${i}].${inner.name}` : `${path}.${inner.name}`),
  );
}

function transferRow(
  step: TransferStep,
  remark: Said | undefined,
  happening: Happening,
  place: Place,
  readings: Readings,
): Row {
  const eventIndex = place.firstEvent + step.event;
  const { hidden } = happening.simulated;
  const unpaired = hidden || pairsOf(happening.simulated).unclear.has(step) ? 'ambiguous' : 'none';
  return {
    ...placed(happening, place),
    id: `${place.block.number}-${eventIndex}`,
    eventIndex,
    fromId: step.from,
    toId: step.to,
    value: step.amount.toString(),
    remark: remark?.data ?? null,
    reference: remark ? (readings.get(remark.data)?.reference ?? null) : null,
    pairing: remark ? 'paired' : unpaired,
    callPath: hidden && place.extrinsicIndex !== null ? happening.call.name : ownPath(step),
    ...feePaid(happening.simulated),
  };
}

/** Only the transfer that a call means to make has that call's path. */
function ownPath({ purpose, path }: TransferStep): string | null {
  return purpose === 'payment' ? path : null;
}

function remarkRow(said: Said, ordinal: number, happening: Happening, place: Place, readings: Readings): Row {
  const { codec, reference, text } = readings.get(said.data) ?? UNREAD;
  const { number } = place.block;
  return {
    ...placed(happening, place),
    id: `${number}-${ordinal}`,
    ordinal,
    data: codec === 'oversized' ? said.data.slice(0, 2 + 2 * KEPT_OF_OVERSIZED) : said.data,
    size: (said.data.length - 2) / 2,
    codec,
    text: text?.replaceAll('\0', '\uFFFD') ?? null,
    reference,
    executed: said.executed,
    pairing: said.pairing,
    transferId: said.transfer ? `${number}-${place.firstEvent + said.transfer.event}` : null,
    callPath: said.path,
  };
}

function placed({ signer }: Happening, { block, extrinsicIndex }: Place): Row {
  return {
    blockId: block.hash,
    blockNumber: block.number,
    timestamp: new Date(block.timestamp).toISOString(),
    extrinsicIndex,
    extrinsicHash: extrinsicIndex === null ? null : (block.extrinsicHashes[extrinsicIndex] ?? null),
    signerId: signer,
  };
}

/** Name and symbol of each asset as the block said them last; bytes that are no UTF-8 stay hex. */
function assetRows(block: Block, { extrinsics }: ScriptedBlock): Row[] {
  const rows = new Map<string, Row>();
  for (const { name, data } of extrinsics.flatMap(({ simulated }) => simulated.events)) {
    if (name !== 'assets.MetadataSet') continue;
    const [asset, named, symbol, decimals] = data as [number, Hex, Hex, number];
    const id = String(asset);
    rows.set(id, { id, name: shown(named), symbol: shown(symbol), decimals, blockNumber: block.number });
  }
  return [...rows.values()];
}

function shown(bytes: Hex): string {
  const raw = Buffer.from(hexToBytes(bytes));
  const text = raw.toString('utf8');
  return Buffer.from(text).equals(raw) ? text.replaceAll('\0', '\uFFFD') : bytes;
}

function feePaid({ events }: Simulated): { feePayerId: string | null; fee: string | null } {
  const paid = events.find(({ name }) => name === 'transactionPayment.TransactionFeePaid');
  return {
    feePayerId: paid ? (paid.data[0] as Hex) : null,
    fee: paid ? (paid.data[1] as bigint).toString() : null,
  };
}
