import type { ReactNode } from 'react';
import type { PublicOrder } from '../order.js';
import { useAmounts, useSurroundings } from '../parts/context.js';
import type { Prepared } from './payment.js';

interface CostProps {
  readonly order: PublicOrder;
  readonly prepared: Prepared;
}

/** What leaves the account. */
export function Cost({ order, prepared }: CostProps): ReactNode {
  const { tongue, network } = useSurroundings();
  const { say } = tongue;
  const write = useAmounts();
  const { amount, fee, total } = prepared;
  return (
    <dl className="figures">
      <div>
        <dt>{say('amount')}</dt>
        <dd>{write(amount.value, order)}</dd>
      </div>
      <div>
        <dt>{say('wallet_fee')}</dt>
        <dd>{write(fee.value, network.native)}</dd>
      </div>
      {order.asset === null && (
        <div>
          <dt>{say('wallet_total')}</dt>
          <dd>{write(total.value, order)}</dd>
        </div>
      )}
    </dl>
  );
}
