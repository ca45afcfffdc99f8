/** What an asset's movements of a company come to, in the asset's smallest unit. */
export interface FlowTotals {
  /** From others. */
  readonly received: bigint;
  /** To others. */
  readonly sent: bigint;
  /** Between its own accounts. */
  readonly internal: bigint;
  /** Paid by its accounts for these and for failed payments, each extrinsic once; of the chain's own token alone. */
  readonly fees: bigint;
  readonly receivedCount: bigint;
  readonly sentCount: bigint;
  readonly internalCount: bigint;
}

const NAMES = [
  'received',
  'sent',
  'internal',
  'fees',
  'receivedCount',
  'sentCount',
  'internalCount',
] as const satisfies readonly (keyof FlowTotals)[];

export const NOTHING: FlowTotals = {
  received: 0n,
  sent: 0n,
  internal: 0n,
  fees: 0n,
  receivedCount: 0n,
  sentCount: 0n,
  internalCount: 0n,
};

export function addTotals(a: FlowTotals, b: FlowTotals): FlowTotals {
  return combine((name) => a[name] + b[name]);
}

export function subtractTotals(a: FlowTotals, b: FlowTotals): FlowTotals {
  return combine((name) => a[name] - b[name]);
}

/** What had come less what had gone. */
export function balanceOf({ received, sent }: FlowTotals): bigint {
  return received - sent;
}

export function combine(of: (name: keyof FlowTotals) => bigint): FlowTotals {
  return Object.fromEntries(NAMES.map((name) => [name, of(name)])) as unknown as FlowTotals;
}
