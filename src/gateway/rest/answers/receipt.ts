import { receiptSchema } from '../../../domain/receipt/receipt.js';

export const receiptAnswer = receiptSchema.describe(
  'One line of canonical JSON (keys sorted, no blanks). Keep it byte for byte: `chaintill verify` checks every byte.',
);
