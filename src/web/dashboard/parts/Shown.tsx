import type { ReactNode } from 'react';
import { Failure } from './Failure.js';
import { useSay } from './tongue.js';
import type { Answer } from './use-answer.js';

interface ShownProps<Data> {
  readonly of: Answer<Data>;
  readonly children: (data: Data) => ReactNode;
}

/** What was answered; until then that it is awaited, or why it does not come. What is there stays while it cannot be renewed. */
export function Shown<Data>({ of: { data, failure, reload }, children }: ShownProps<Data>): ReactNode {
  const say = useSay();
  if (data === null && failure === null) {
    return (
      <p className="loading" role="status">
        {say('loading')}
      </p>
    );
  }
  return (
    <>
      {failure && <Failure failure={failure} onAgain={reload} />}
      {data !== null && children(data)}
    </>
  );
}

/** A list that has nothing in it. */
export function Empty({
  title,
  children,
}: {
  readonly title: string;
  readonly children?: ReactNode;
}): ReactNode {
  return (
    <div className="empty">
      <p className="title">{title}</p>
      {children}
    </div>
  );
}
