import type { ReactNode } from 'react';
import { Hash } from './Account.js';
import { useSession } from './session.js';

/** An extrinsic, with the way to the block explorer where the network has one. */
export function Extrinsic({ hash }: { readonly hash: string }): ReactNode {
  const { explorer } = useSession().network;
  if (explorer === null) return <Hash hash={hash} />;
  return (
    <a href={explorer.replace('{hash}', encodeURIComponent(hash))} target="_blank" rel="noreferrer noopener">
      <Hash hash={hash} />
    </a>
  );
}
