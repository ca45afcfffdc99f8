import type { ReactNode } from 'react';
import type { Tone } from '../stage.js';

export function Tick(): ReactNode {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true">
      <path
        d="M3.5 8.5l3 3 6-7"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

/** The shape says as much as the colour. */
export function ToneIcon({ tone }: { readonly tone: Tone }): ReactNode {
  if (tone === 'calm' || tone === 'progress') return <span className="pulse" aria-hidden="true" />;
  return (
    <span className="badge" aria-hidden="true">
      {tone === 'done' ? <Tick /> : '!'}
    </span>
  );
}
