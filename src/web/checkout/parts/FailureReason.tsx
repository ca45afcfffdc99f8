import type { ReactNode } from 'react';
import { nameOf, reasonOf } from '../failure-reason.js';
import type { PaymentFailure } from '../order.js';
import { useSurroundings } from './context.js';

/** Why an attempt to pay failed: in the reader's words where we have them, else in the chain's. */
export function FailureReason({ failure }: { readonly failure: PaymentFailure }): ReactNode {
  const { say } = useSurroundings().tongue;
  const reason = reasonOf(failure);
  const name = nameOf(failure);
  if (reason !== null) return <p>{say(reason)}</p>;
  if (name === null) return <p>{say('failure_unknown')}</p>;
  return (
    <>
      <p>
        {say('failure_chain')} <code>{name}</code>
      </p>
      {failure.documentation && <p lang="en">{failure.documentation}</p>}
    </>
  );
}
