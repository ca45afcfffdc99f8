import type { ReactNode } from 'react';
import { useSay } from '../parts/tongue.js';
import type { Answer } from '../parts/use-answer.js';

interface TileProps<Data> {
  readonly of: Answer<Data>;
  readonly name: string;
  readonly value: (data: Data) => string;
  readonly href: string;
  /** Whether it wants somebody to look. */
  readonly wants?: boolean;
}

/** One number, and the way to what it counts. */
export function Tile<Data>({
  of: { data, failure },
  name,
  value,
  href,
  wants = false,
}: TileProps<Data>): ReactNode {
  const say = useSay();
  return (
    <li className={wants ? 'tile wants' : 'tile'}>
      <a href={href}>
        <span className="name">{name}</span>
        <span className="value">{data === null ? (failure ? say('not_known') : '…') : value(data)}</span>
        {data === null && failure?.code === 'FORBIDDEN' && (
          <span className="under">{say('key_may_not')}</span>
        )}
      </a>
    </li>
  );
}
