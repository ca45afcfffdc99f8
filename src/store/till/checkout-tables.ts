/** The table of migrations/0004-checkout.ts as rows. */
import type { ColumnType } from 'kysely';

export interface CheckoutSessionTable {
  readonly id: string;
  readonly merchantId: string;
  readonly orderId: string;
  readonly clientReferenceId: string | null;
  readonly lineItems: ColumnType<unknown, string | null, never>;
  readonly expiresAt: Date;
  readonly createdAt: Date;
}
