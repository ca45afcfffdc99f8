import type { ReactNode } from 'react';
import { readableAmount } from '../../amounts.js';
import type { PublicOrder } from '../order.js';
import { useSurroundings } from './context.js';
import { Countdown } from './Countdown.js';
import { PaidCompany } from './PaidCompany.js';
import { Progress } from './Progress.js';

interface SummaryProps {
  readonly order: PublicOrder;
  readonly receivedAt: number;
  readonly progress: number | null;
}

export function Summary({ order, receivedAt, progress }: SummaryProps): ReactNode {
  const { tongue, network } = useSurroundings();
  const { say, locale } = tongue;
  const unit = order.decimals === null ? say('smallest_units') : order.symbol;
  return (
    <section className="summary">
      <div className="held">
        <PaidCompany company={order.company} />
        <h1>{order.description ?? say('payment')}</h1>
        <p className="due">
          {say(order.status === 'OPEN' && order.amountState === 'NONE' ? 'amount_due' : 'amount')}
        </p>
        <p className="sum">
          <span className="number">{readableAmount(order.amount.value, order.decimals, locale)}</span>{' '}
          <span className="unit">{unit}</span>
        </p>
        <p className="network">{say('on_network', { network: network.title })}</p>
        {progress !== null && <Progress done={progress} />}
        {order.status === 'OPEN' && order.blocksLeft !== null && order.blocksLeft > 0 && (
          <Countdown blocksLeft={order.blocksLeft} receivedAt={receivedAt} />
        )}
      </div>
    </section>
  );
}
