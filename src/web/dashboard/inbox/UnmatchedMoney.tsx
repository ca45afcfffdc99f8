import type { ReactNode } from 'react';
import { Account } from '../parts/Account.js';
import { Extrinsic } from '../parts/Extrinsic.js';
import { Facts } from '../parts/Facts.js';
import { useWriting } from '../parts/session.js';
import { useSay } from '../parts/tongue.js';
import { Reason } from '../order/PaymentUse.js';
import { hrefOf } from '../route.js';
import { DecideMoney } from './DecideMoney.js';
import type { Unmatched } from './documents.js';
import { Suggestions } from './Suggestions.js';

interface UnmatchedMoneyProps {
  readonly money: Unmatched;
  readonly writes: boolean;
  /** @param what was done, in words */
  readonly onDecided: (what: string) => void;
}

export function UnmatchedMoney({ money, writes, onDecided }: UnmatchedMoneyProps): ReactNode {
  const say = useSay();
  const { amount, count, moments } = useWriting();
  const { order, timestamp, extrinsicHash } = money;
  return (
    <article className="card money" aria-label={amount(money)}>
      <header>
        <p className="sum">{amount(money)}</p>
        <div>
          <Reason of={money.reason} />
          {money.inbox === 'REFUNDING' && <span className="under">{say('inbox_REFUNDING')}</span>}
        </div>
      </header>
      <Facts
        of={[
          [say('from'), <Account key="from" address={money.fromId} />],
          [say('to'), <Account key="to" address={money.toId} />],
          [
            say('remark'),
            (money.remarkText ?? money.reference) && <q>{money.remarkText ?? money.reference}</q>,
          ],
          [say('held_for'), order && <a href={hrefOf(['orders', order.orderId])}>{order.orderId}</a>],
          [
            say('block'),
            <>
              {count(money.blockNumber)}
              {timestamp !== null && ` · ${moments.full(timestamp)}`}
            </>,
          ],
          [say('extrinsic'), extrinsicHash && <Extrinsic hash={extrinsicHash} />],
        ]}
      />
      <Suggestions money={money} writes={writes} onDecided={onDecided} />
      {writes && <DecideMoney money={money} onDecided={onDecided} />}
    </article>
  );
}
