import { useEffect, useId, type ReactNode } from 'react';
import { askTransaction } from '../api.js';
import { explorerLink } from '../safe-link.js';
import { useSurroundings } from './context.js';
import { CopyButton } from './CopyButton.js';

interface TransactionProps {
  /** Hash of the newest payment; null where this tab has not seen it. */
  readonly known: string | null;
  /** Whether there is one that is final. */
  readonly paid: boolean;
  readonly onFound: (hash: string) => void;
}

export function Transaction({ known, paid, onFound }: TransactionProps): ReactNode {
  const { tongue, network, token } = useSurroundings();
  const { say } = tongue;
  const id = useId();
  useEffect(() => {
    if (known !== null || !paid) return;
    askTransaction(token).then(
      (hash) => {
        if (hash !== null) onFound(hash);
      },
      () => undefined, // the page says all that matters without it
    );
  }, [known, paid, token]);
  if (known === null) return null;
  const link = explorerLink(network.explorer, known);
  return (
    <section className="transaction">
      <h3>{say('transaction')}</h3>
      <p className="copyable">
        <code id={id}>{known}</code>
        <CopyButton text={known} what={say('transaction')} shownIn={id} />
      </p>
      {link !== null && (
        <a href={link} target="_blank" rel="noopener noreferrer">
          {say('transaction_link')}
        </a>
      )}
    </section>
  );
}
