/**
 * All calls of an extrinsic in their order, with what each paid or said, or would have, from the simulator's trace of what became
 * of each; and what was meant for what. Nothing here comes from the extractor.
 */
import type { Hex } from '../../../src/domain/hex.js';
import type { DispatchError } from '../build/plain.js';
import type { RemarkStep, Simulated, Step, Trace, TransferStep } from '../simulate.js';
import { pairSteps } from './pairing.js';
import { payment } from './payment.js';

export interface Stop {
  readonly how: string;
  readonly error: DispatchError['told'];
  readonly skipped: boolean;
}

/** A call that runs no other, as far as one can tell, and what stopped it. */
export interface Leaf {
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
export function planOf({ trace, steps, hidden }: Simulated): readonly Planned[] {
  if (hidden) return [];
  const leaves = trace.error ? stopped(trace, stop('extrinsic', trace.error)) : ran(trace);
  return leaves.flatMap((leaf) => planned(leaf, steps));
}

/** What was meant for what, as if nothing had failed: two readings, with and without what calls may pay of which nobody knows. */
export function tagsOf(
  plan: readonly Planned[],
): readonly [ReadonlyMap<Step, RemarkStep>, ReadonlyMap<Step, RemarkStep>] {
  return [
    remarksOf(plan.map(({ step }) => step)),
    remarksOf(plan.filter(({ unknown }) => !unknown).map(({ step }) => step)),
  ];
}

/** What belongs together of what really happened in an extrinsic or a task, and of what it cannot be told. */
export function pairsOf(simulated: Simulated): {
  readonly pairs: ReadonlyMap<RemarkStep, TransferStep>;
  readonly unclear: ReadonlySet<Step>;
} {
  const { steps, trace } = simulated;
  if (trace.path === null) {
    // A task: the block shows its events only, and of what failed in it nothing.
    const shown = steps.filter((step) => step.kind === 'transfer' || step.event !== null);
    return hasFailure(trace)
      ? { pairs: new Map(), unclear: new Set(shown) }
      : { pairs: pairSteps(shown), unclear: new Set() };
  }
  const happened = (tags: ReadonlyMap<Step, RemarkStep>): [Step, RemarkStep][] =>
    [...tags].filter((pair) => pair.every((step) => steps.includes(step)));
  const [one, other] = tagsOf(planOf(simulated));
  const isSure = ([transfer, remark]: [Step, RemarkStep]): boolean =>
    one.get(transfer) === remark && other.get(transfer) === remark;
  const all = [...happened(one), ...happened(other)];
  return {
    pairs: new Map(all.filter(isSure).map(([transfer, remark]) => [remark, transfer as TransferStep])),
    unclear: new Set(all.filter((pair) => !isSure(pair)).flat()),
  };
}

function hasFailure({ inner }: Trace): boolean {
  return inner.some((next) => next.error !== null || hasFailure(next));
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

export interface Planned {
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
