import type { ReactNode } from 'react';
import { isZero } from '../amount-text.js';
import { Badge, type Tone } from '../parts/Badge.js';
import type { IconName } from '../parts/icons.js';
import { useSay } from '../parts/tongue.js';
import type { OrderFlag, OrderLine, OrderStatus } from './documents.js';

const LOOKS: Readonly<Record<OrderStatus, readonly [Tone, IconName]>> = {
  OPEN: ['plain', 'open'],
  PROCESSING: ['busy', 'moving'],
  SETTLED: ['good', 'done'],
  EXPIRED: ['plain', 'waiting'],
  CANCELED: ['plain', 'stopped'],
  INVALID: ['bad', 'warning'],
};

export function StatusBadge({ status }: { readonly status: OrderStatus }): ReactNode {
  const say = useSay();
  const [tone, icon] = LOOKS[status];
  return (
    <Badge tone={tone} icon={icon}>
      {say(`status_${status}`)}
    </Badge>
  );
}

/** What is remarkable about an order besides its status, in words. */
export function Remarks({
  of,
}: {
  readonly of: Pick<OrderLine, 'flags' | 'amountState' | 'detected' | 'status'>;
}): ReactNode {
  const say = useSay();
  const words = [
    ...(of.amountState === 'UNDER' || of.amountState === 'OVER' ? [say(`amount_${of.amountState}`)] : []),
    ...(of.status === 'OPEN' && !isZero(of.detected) ? [say('in_sight_short')] : []),
    ...of.flags.map((flag: OrderFlag) => say(`flag_${flag}`)),
  ];
  return words.length === 0 ? null : <span className="remarks">{words.join(' · ')}</span>;
}
