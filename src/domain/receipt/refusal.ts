import { ChaintillError } from '../errors.js';

export function unreadable(cause: unknown): ChaintillError {
  return new ChaintillError(
    'RECEIPT_UNREADABLE',
    'the file is no receipt of this version: check which file it is',
    {
      cause,
    },
  );
}

export function forged(what: string): ChaintillError {
  return new ChaintillError('RECEIPT_FORGED', `do not trust this receipt: ${what}`);
}

export function inconsistent(what: string): ChaintillError {
  return new ChaintillError('RECEIPT_INCONSISTENT', `do not trust this receipt: ${what}`);
}
