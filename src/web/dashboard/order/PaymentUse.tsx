import type { ReactNode } from 'react';
import { useSay } from '../parts/tongue.js';
import { REASONS } from '../texts/payment.js';
import type { OrderPayment } from './documents.js';

/** What a payment is used for, and why it is not where it is not. */
export function PaymentUse({ payment }: { readonly payment: OrderPayment }): ReactNode {
  const say = useSay();
  const { use, inbox, resolved } = payment;
  return (
    <>
      {say(`use_${use}`)}
      <Reason of={payment.reason} />
      {inbox !== null && <span className="under">{say(`inbox_${inbox}`)}</span>}
      {resolved !== null && <span className="under">{say(`resolved_${resolved}`)}</span>}
    </>
  );
}

/** Why money does not count, in words where there are some. */
export function Reason({ of }: { readonly of: string | null }): ReactNode {
  const say = useSay();
  if (of === null) return null;
  const known = REASONS.find((reason) => reason === of);
  return <span className="under">{known ? say(`reason_${known}`) : of}</span>;
}
