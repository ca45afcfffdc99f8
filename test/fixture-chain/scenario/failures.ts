/**
 * The payments of an extrinsic that did not happen, from the simulator's trace of what became of each call; nothing here
 * comes from the extractor.
 */
import type { Hex } from '../../../src/domain/hex.js';
import type { DispatchError, Value } from '../build/plain.js';
import type { RemarkStep, Simulated, Step, Trace, TransferStep } from '../simulate.js';
import { pairSteps } from './pairing.js';

export interface FailedTransfer {
  readonly asset: string | null;
  readonly from: Hex | null;
  readonly to: Hex | null;
  readonly value: bigint | null;
  readonly path: string;
  readonly how: string;
  readonly outcome: 'failed' | 'skipped' | 'reverted';
  readonly error: DispatchError['told'];
  readonly pairing: 'paired' | 'none' | 'ambiguous';
  readonly remark: Hex | null;
}

interface Stop {
  readonly how: string;
  readonly error: DispatchError['told'];
  readonly skipped: boolean;
}

/** A call that runs no other, as far as one can tell, and what stopped it. */
interface Leaf {
  readonly trace: Trace;
  readonly stop: (Stop & { readonly alone: boolean }) | null;
}

const REMARKS = ['system.remark', 'system.remarkWithEvent', 'llm.remark'];
const BATCHES = ['utility.batch', 'utility.batchAll', 'utility.forceBatch'];
/** Calls of which it is not known whether this one would have run the call inside. */
const PATIENT = /^(multisig\.asMulti|scheduler\..*|.*\.propose)$/;
const ENDS: readonly (readonly [RegExp, string])[] = [
  [/^proxy\./, 'proxy'],
  [/^multisig\./, 'multisig'],
  [/^sudo\./, 'sudo'],
  [/^utility\.dispatchAs$/, 'dispatchAs'],
  [/^whitelist\./, 'whitelist'],
  [/\.(execute|propose)$/, 'execute'],
  [/^utility\.batch$/, 'interrupted'],
  [/^utility\.forceBatch$/, 'item'],
];

/** None of an extrinsic in which something ran that the block does not show. */
export function failedTransfers({ trace, steps, hidden }: Simulated): FailedTransfer[] {
  if (hidden) return [];
  const leaves = trace.error ? stopped(trace, stop('extrinsic', trace.error)) : ran(trace);
  const plan = leaves.flatMap((leaf) => planned(leaf, steps));
  const paired = pairSteps(steps.filter((step) => step.kind === 'transfer' || step.path !== null));
  const tags = remarksOf(plan.map(({ step }) => step));
  const surely = remarksOf(plan.filter(({ unknown }) => !unknown).map(({ step }) => step));
  return plan.flatMap(({ step, leaf, unknown }): FailedTransfer[] => {
    if (!leaf?.stop || unknown || step.kind === 'remark') return [];
    const { stop: why, trace: of } = leaf;
    const remark = tags.get(step);
    const unclear = remark !== surely.get(step) || (remark !== undefined && paired.has(remark));
    const { asset, from, to, value } = payment(of) ?? NOTHING;
    const undone = why.alone ? 'failed' : 'reverted';
    return [
      {
        ...{ asset, from, to, value },
        path: of.path ?? '',
        how: why.how,
        outcome: why.skipped ? 'skipped' : undone,
        error: why.error,
        pairing: unclear ? 'ambiguous' : remark ? 'paired' : 'none',
        remark: (!unclear && remark?.data) || null,
      },
    ];
  });
}

function stop(how: string, error: DispatchError, skipped = false): Stop {
  return { how, error: error.told, skipped };
}

/** The leaves of a call that succeeded. */
function ran(trace: Trace): Leaf[] {
  const { call, inner } = trace;
  if (inner.length === 0 && !BATCHES.includes(call.name)) return [{ trace, stop: null }];
  const how = ENDS.find(([names]) => names.test(call.name))?.[1];
  let error: DispatchError | null = null;
  return inner.flatMap((next) => {
    if (!next.tried) return error ? stopped(next, stop('interrupted', error, true)) : [{ trace, stop: null }];
    error = next.error;
    return next.error ? stopped(next, stop(how ?? '', next.error)) : ran(next);
  });
}

/** The leaves of a call that failed, or was not tried. */
function stopped(trace: Trace, why: Stop): Leaf[] {
  const leaves = within(trace);
  const alone = leaves.filter(({ call }) => !REMARKS.includes(call.name)).length === 1;
  return leaves.map((leaf) => ({ trace: leaf, stop: { ...why, alone } }));
}

function within(trace: Trace): Trace[] {
  const { name } = trace.call;
  if (BATCHES.includes(name)) return trace.inner.flatMap(within);
  const isPassedOn = /^(utility|recovery)\.|^multisig\.asMultiThreshold1$/.test(name);
  const isKnown = isPassedOn || ENDS.some(([names]) => names.test(name));
  return trace.inner.length === 0 || PATIENT.test(name) || !isKnown ? [trace] : trace.inner.flatMap(within);
}

interface Planned {
  readonly step: Step;
  readonly leaf: Leaf | null;
  readonly unknown: boolean;
}

/** What a leaf did, or would have done. */
function planned(leaf: Leaf, steps: readonly Step[]): Planned[] {
  const { trace } = leaf;
  if (!leaf.stop) {
    const own = steps.filter(({ path }) => path === trace.path);
    return own.map((step) => ({ step, leaf: null, unknown: false }));
  }
  if (REMARKS.includes(trace.call.name)) {
    const data = trace.call.args[0] as Hex;
    return [{ step: { kind: 'remark', data, event: null, path: trace.path }, leaf, unknown: false }];
  }
  const step = { ...SOME_TRANSFER, path: trace.path };
  return [{ step, leaf, unknown: payment(trace) === null }];
}

const SOME_TRANSFER: TransferStep = {
  kind: 'transfer',
  event: -1,
  asset: null,
  from: '0x',
  to: '0x',
  amount: 0n,
  path: null,
  purpose: 'payment',
};

function remarksOf(steps: readonly Step[]): Map<Step, RemarkStep> {
  return new Map([...pairSteps(steps)].map(([remark, transfer]) => [transfer, remark]));
}

const NOTHING = { asset: null, from: null, to: null, value: null };

/** What a call pays; null for one that pays nobody, or nobody knows whom. */
function payment({ call, account }: Trace): Pick<FailedTransfer, 'asset' | 'from' | 'to' | 'value'> | null {
  const { name, args } = call;
  const key = (value: Value): Hex => value as Hex;
  const amount = (value: Value): bigint => BigInt(value as bigint | number);
  switch (name) {
    case 'balances.transfer':
    case 'balances.transferAllowDeath':
    case 'balances.transferKeepAlive':
      return { asset: null, from: account, to: key(args[0]), value: amount(args[1]) };
    case 'balances.transferAll':
      return { asset: null, from: account, to: key(args[0]), value: null };
    case 'balances.forceTransfer':
      return { asset: null, from: key(args[0]), to: key(args[1]), value: amount(args[2]) };
    case 'assets.transfer':
    case 'assets.transferKeepAlive':
      return { asset: amount(args[0]).toString(), from: account, to: key(args[1]), value: amount(args[2]) };
    case 'assets.transferApproved':
    case 'assets.forceTransfer':
      return {
        asset: amount(args[0]).toString(),
        from: key(args[1]),
        to: key(args[2]),
        value: amount(args[3]),
      };
    case 'llm.sendLlm':
      return { asset: '1', from: account, to: key(args[0]), value: amount(args[1]) };
    case 'llm.sendLlmToPolitipool':
      return { asset: '1', from: account, to: null, value: amount(args[1]) };
    default:
      return null;
  }
}
