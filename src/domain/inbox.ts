/** Which orders unmatched money may be meant for. A suggestion decides nothing: a person assigns. */

/** Money that waits in the inbox. */
export interface WaitingMoney {
  /** In the smallest unit. */
  readonly value: bigint;
  /** What its remark names, in the grammar of references. */
  readonly reference: string | null;
  /** What people can read of its remark. */
  readonly text: string | null;
  /** The order that it is held for. */
  readonly heldFor: string | null;
}

/** An order that could take the money: it is of the same payee and asset. */
export interface Candidate {
  readonly id: string;
  /** The merchant's own name for it. */
  readonly orderId: string;
  readonly reference: string | null;
  /** In the smallest unit, as all amounts here. */
  readonly amount: bigint;
  readonly minimum: bigint;
  readonly received: bigint;
  /** An earlier payment of the same sender was for it. */
  readonly ofSender: boolean;
}

export type SuggestionReason =
  /** The payer named it, but for capitals or one slip of the keyboard; or the money is held for it. */
  | 'reference'
  /** The text of the remark has its id as a word. */
  | 'remark'
  /** It is what the order lacks. */
  | 'amount'
  /** The sender paid for it before. */
  | 'sender';

export interface Suggestion {
  readonly id: string;
  readonly reasons: readonly SuggestionReason[];
}

/** What each reason says for an order; a name says more than everything else together. */
const WEIGHTS: Readonly<Record<SuggestionReason, number>> = { reference: 8, remark: 4, amount: 2, sender: 1 };
/** Of shorter names, too many are one slip away from each other. */
const SHORTEST_NEAR = 4;

/** @returns the likeliest first; candidates with equal reasons stay in their order. */
export function suggestOrders(
  money: WaitingMoney,
  candidates: readonly Candidate[],
  limit: number,
): readonly Suggestion[] {
  const words = new Set(wordsOf(money.text).map((word) => word.toLowerCase()));
  return candidates
    .map((candidate) => ({ id: candidate.id, reasons: reasonsFor(money, words, candidate) }))
    .filter(({ reasons }) => reasons.length > 0)
    .sort((a, b) => weightOf(b) - weightOf(a))
    .slice(0, limit);
}

const MOST_WORDS = 32;

/** The words of a remark that may be somebody's name of an order, without what stands around them. */
export function wordsOf(text: string | null): readonly string[] {
  if (text === null) return [];
  return text
    .split(/[\s,;:()[\]{}"'<>#]+/u, MOST_WORDS)
    .map((word) => word.replace(/[.!?]+$/u, ''))
    .filter((word) => word !== '' && word.length <= 64);
}

function reasonsFor(
  money: WaitingMoney,
  words: ReadonlySet<string>,
  candidate: Candidate,
): readonly SuggestionReason[] {
  const names = [candidate.orderId, ...(candidate.reference === null ? [] : [candidate.reference])];
  const named = money.reference;
  return [
    ...(money.heldFor === candidate.id || (named !== null && names.some((name) => isNear(named, name)))
      ? (['reference'] as const)
      : []),
    ...(names.some((name) => words.has(name.toLowerCase())) ? (['remark'] as const) : []),
    ...(isLacking(candidate, money.value) ? (['amount'] as const) : []),
    ...(candidate.ofSender ? (['sender'] as const) : []),
  ];
}

function weightOf({ reasons }: Suggestion): number {
  return reasons.reduce((sum, reason) => sum + WEIGHTS[reason], 0);
}

function isLacking({ amount, minimum, received }: Candidate, value: bigint): boolean {
  return received < minimum && value >= minimum - received && value <= amount - received;
}

/** Equal but for capitals, or one character too many, too few, wrong, or swapped with the next. */
function isNear(a: string, b: string): boolean {
  const [x, y] = [a.toLowerCase(), b.toLowerCase()];
  if (x === y) return true;
  const [short, long] = x.length <= y.length ? [x, y] : [y, x];
  if (short.length < SHORTEST_NEAR || long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at += 1;
  if (short.length < long.length) return short.slice(at) === long.slice(at + 1);
  const swapped = short[at] === long[at + 1] && short[at + 1] === long[at];
  return (
    short.slice(at + 1) === long.slice(at + 1) || (swapped && short.slice(at + 2) === long.slice(at + 2))
  );
}
