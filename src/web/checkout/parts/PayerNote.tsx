import type { ReactNode } from 'react';
import { useSurroundings } from './context.js';
import { CopyField } from './CopyField.js';

/** Which account must pay, where the order names one. */
export function PayerNote({ payer }: { readonly payer: string }): ReactNode {
  const { say } = useSurroundings().tongue;
  return (
    <section className="by-hand">
      <h3>{say('payer_title')}</h3>
      <p>{say('payer_text')}</p>
      <dl>
        <CopyField label={say('payer')} text={payer} />
      </dl>
    </section>
  );
}
