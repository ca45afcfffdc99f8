import type { ReactNode } from 'react';
import { safeLink } from '../safe-link.js';
import { useSurroundings } from './context.js';

/** A way back for those who do not want to pay after all; the order stays as it is. */
export function BackUnpaid({ address }: { readonly address: string }): ReactNode {
  const { say } = useSurroundings().tongue;
  const link = safeLink(address);
  return link === null ? null : (
    <p className="back-unpaid">
      <a href={link} rel="noreferrer">
        {say('back_unpaid')}
      </a>
    </p>
  );
}
