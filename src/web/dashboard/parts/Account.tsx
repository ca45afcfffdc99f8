import type { ReactNode } from 'react';

/** An address, shortened for the eye; whole for whoever copies, hears or points at it. */
export function Account({ address }: { readonly address: string }): ReactNode {
  return <Shortened text={address} kept={6} />;
}

/** A hash of a block or extrinsic, likewise. */
export function Hash({ hash }: { readonly hash: string }): ReactNode {
  return <Shortened text={hash} kept={8} />;
}

function Shortened({ text, kept }: { readonly text: string; readonly kept: number }): ReactNode {
  if (text.length <= 2 * kept + 1) return <code>{text}</code>;
  return (
    <code className="short" title={text}>
      <span>{text.slice(0, kept)}</span>
      <span className="middle">{text.slice(kept, -kept)}</span>
      <span>{text.slice(-kept)}</span>
    </code>
  );
}
