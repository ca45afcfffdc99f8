import {
  FAILED_PAYMENT_COLUMNS,
  FAILED_PAYMENT_POSITION,
  findFailedPayment,
  listFailedPayments,
} from '../../../store/chain/failed-payments.js';
import { viewFailedPayment } from '../../failed-payment-view.js';
import { storableText } from '../../../domain/storable-text.js';
import { listField, type Resolver } from '../list-field.js';

const failedPayment: Resolver<{ id: string }> = async (_source, { id }, { chain, views }) => {
  const row = await findFailedPayment(chain, storableText(id));
  return row && viewFailedPayment(row, views);
};

export const failedPaymentResolvers = {
  failedPayment,
  failedPayments: listField({
    columns: FAILED_PAYMENT_COLUMNS,
    position: FAILED_PAYMENT_POSITION,
    fields: () => ({ asset: { kind: 'assetId' } }),
    read: ({ reads }, request) => listFailedPayments(reads.chain, request),
    view: (rows, { views }) => rows.map((row) => viewFailedPayment(row, views)),
  }),
};
