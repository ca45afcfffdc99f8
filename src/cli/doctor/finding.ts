/** What a check says of one thing: nothing secret, and for whatever is not well, what to do. */
export interface Finding {
  /** The check's name. */
  readonly check: string;
  readonly verdict: Verdict;
  readonly text: string;
  /** Null for what is well. */
  readonly advice: string | null;
}

/** A warning is no reason to stop: it may be meant so, or pass. */
export type Verdict = 'ok' | 'warning' | 'problem';

/** A finding of whichever check gives it. */
export type Remark = Omit<Finding, 'check'>;

export function ok(text: string): Remark {
  return { verdict: 'ok', text, advice: null };
}

export function warning(text: string, advice: string): Remark {
  return { verdict: 'warning', text, advice };
}

export function problem(text: string, advice: string): Remark {
  return { verdict: 'problem', text, advice };
}
