import type { ReactNode } from 'react';
import { useWriting } from './session.js';

/** A time in a list: its day, then the time of day. */
export function Moment({ at }: { /** ISO 8601. */ readonly at: string }): ReactNode {
  const { moments } = useWriting();
  return (
    <time className="moment" dateTime={at}>
      <span>{moments.day(at)}</span> <span>{moments.timeOfDay(at)}</span>
    </time>
  );
}
