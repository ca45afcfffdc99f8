import type { ReactNode } from 'react';
import { Icon, type IconName } from './icons.js';

export type Tone = 'good' | 'busy' | 'plain' | 'bad';

interface BadgeProps {
  readonly tone: Tone;
  /** The shape says as much as the colour. */
  readonly icon: IconName;
  readonly children: ReactNode;
}

export function Badge({ tone, icon, children }: BadgeProps): ReactNode {
  return (
    <span className={`badge ${tone}`}>
      <Icon name={icon} />
      {children}
    </span>
  );
}
