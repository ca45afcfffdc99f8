import type { ReactNode } from 'react';
import type { PublicOrder } from '../order.js';
import type { TextKey } from '../texts/en.js';
import { useAmounts, useSurroundings } from './context.js';

/** What came without counting, why, and whether it is on its way back. */
export function HeldSums({ held }: { readonly held: PublicOrder['held'] }): ReactNode {
  const { say } = useSurroundings().tongue;
  const write = useAmounts();
  if (!held || held.length === 0) return null;
  return (
    <dl className="figures">
      {held.map((money, i) => (
        <div key={i}>
          <dt>{say(REASONS[money.reason] ?? 'held_other')}</dt>
          <dd>
            {write(money.amount.value, money)}
            {money.inbox === 'REFUNDING' && <span className="fate">{say('held_refunding')}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

const REASONS: Readonly<Record<string, TextKey>> = {
  late: 'held_late',
  wrong_asset: 'held_wrong_asset',
  other_payer: 'held_other_payer',
};
