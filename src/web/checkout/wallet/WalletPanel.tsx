import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useSurroundings } from '../parts/context.js';
import type { PublicOrder } from '../order.js';
import type { SentPayment } from '../stage.js';
import { ChooseWallet } from './ChooseWallet.js';
import type { Wallet, WalletAccount } from './injected.js';
import { PayFrom } from './PayFrom.js';

interface WalletPanelProps {
  readonly order: PublicOrder;
  readonly onSent: (sent: SentPayment) => void;
}

interface Connected {
  readonly wallet: Wallet;
  readonly accounts: readonly WalletAccount[];
}

/** Paying with a wallet of this browser: which wallet, which account, then its owner signs. */
export default function WalletPanel({ order, onSent }: WalletPanelProps): ReactNode {
  const { say } = useSurroundings().tongue;
  const [connected, setConnected] = useState<Connected | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  // The button that was pressed is gone.
  useEffect(() => heading.current?.focus(), [connected]);
  return (
    <section className="wallet">
      <h3 ref={heading} tabIndex={-1}>
        {say('wallet_title')}
      </h3>
      {connected === null ? (
        <ChooseWallet onConnected={(wallet, accounts) => setConnected({ wallet, accounts })} />
      ) : (
        <>
          <p className="chosen">
            {connected.wallet.name}{' '}
            <button type="button" className="quiet" onClick={() => setConnected(null)}>
              {say('wallet_other')}
            </button>
          </p>
          <PayFrom accounts={connected.accounts} order={order} onSent={onSent} />
        </>
      )}
    </section>
  );
}
