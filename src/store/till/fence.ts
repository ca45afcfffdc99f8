import type { Columns } from '../lists/condition.js';
import type { ListRequest } from '../lists/list.js';

/** The column by which rows are one merchant's. No filter of the API can name it. */
export const OWNED = { merchantId: { kind: 'uuid', nullable: false } } as const satisfies Columns;

/** The request, for rows of that merchant alone. */
export function ofMerchant(merchantId: string, request: ListRequest): ListRequest {
  return {
    ...request,
    where: {
      kind: 'all',
      of: [{ kind: 'compare', column: 'merchantId', comparator: '=', value: merchantId }, request.where],
    },
  };
}
