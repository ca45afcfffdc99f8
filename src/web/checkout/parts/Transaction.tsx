import { useEffect, useId, type ReactNode } from 'react';
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
  const { tongue, source } = useSurroundings();
  useEffect(() => {
    if (known !== null || !paid) return;
    source.transaction().then(
      (hash) => {
        if (hash !== null) onFound(hash);
      },
      () => undefined, // the page says all that matters without it
    );
  }, [known, paid, source]);
  return known === null ? null : <TransactionHash hash={known} title={tongue.say('transaction')} />;
}

/** @param title what it is the hash of */
export function TransactionHash({
  hash,
  title,
}: {
  readonly hash: string;
  readonly title: string;
}): ReactNode {
  const { tongue, network } = useSurroundings();
  const id = useId();
  const link = explorerLink(network.explorer, hash);
  return (
    <section className="transaction">
      <h3>{title}</h3>
      <p className="copyable">
        <code id={id}>{hash}</code>
        <CopyButton text={hash} what={title} shownIn={id} />
      </p>
      {link !== null && (
        <a href={link} target="_blank" rel="noopener noreferrer">
          {tongue.say('transaction_link')}
        </a>
      )}
    </section>
  );
}
