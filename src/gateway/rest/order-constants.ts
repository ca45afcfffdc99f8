/** Constants of orders, as the API writes them. */
export const MODES = ['REFERENCE', 'ADDRESS'] as const;
/** Those that are stored, and can be looked for. */
export const STATUSES = ['OPEN', 'SETTLED', 'EXPIRED', 'CANCELED', 'INVALID'] as const;
export const AMOUNT_STATES = ['NONE', 'UNDER', 'EXACT', 'OVER'] as const;
export const REFUND_STATES = ['NONE', 'PENDING', 'PARTIAL', 'FULL'] as const;
export const FLAGS = [
  'LATE',
  'MULTIPLE',
  'MANUAL',
  'WRONG_ASSET',
  'BEFORE_WINDOW',
  'OTHER_PAYER',
  'CLOSED_PAID',
  'FAILED_ATTEMPT',
] as const;
