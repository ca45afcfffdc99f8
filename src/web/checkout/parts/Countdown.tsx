import { useEffect, useState, type ReactNode } from 'react';
import { estimateBlocks, readableTime } from '../countdown.js';
import { useSurroundings } from './context.js';

interface CountdownProps {
  /** As the gateway said. */
  readonly blocksLeft: number;
  /** When it did, by `performance.now()`. */
  readonly receivedAt: number;
}

export function Countdown({ blocksLeft, receivedAt }: CountdownProps): ReactNode {
  const { tongue, network } = useSurroundings();
  const { say, locale } = tongue;
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const left = estimateBlocks(blocksLeft, Math.max(0, now - receivedAt), network.blockTimeMs);
  const time = readableTime(left * network.blockTimeMs, locale);
  return (
    <dl className="countdown">
      <dt>{say('time_left')}</dt>
      <dd>
        {time === '' ? say('time_soon') : say('time_about', { time })}
        <span className="blocks">
          {left === 1
            ? say('blocks_left_one')
            : say('blocks_left', { blocks: new Intl.NumberFormat(locale).format(left) })}
        </span>
      </dd>
    </dl>
  );
}
