import { useState, type ReactNode } from 'react';
import { useSurroundings } from '../parts/context.js';
import type { TextKey } from '../texts/en.js';
import { devWallet } from './dev-wallet.js';
import { injectedWallets, type Wallet, type WalletAccount } from './injected.js';

interface ChooseWalletProps {
  /** Not called for a wallet without an account. */
  readonly onConnected: (wallet: Wallet, accounts: readonly WalletAccount[]) => void;
}

export function ChooseWallet({ onConnected }: ChooseWalletProps): ReactNode {
  const { tongue, network } = useSurroundings();
  const { say } = tongue;
  const [found, setFound] = useState(injectedWallets);
  const [connecting, setConnecting] = useState(false);
  const [trouble, setTrouble] = useState<TextKey | null>(null);
  const wallets = network.devWallet ? [...found, devWallet(say('wallet_dev'))] : found;

  async function connect(wallet: Wallet): Promise<void> {
    setTrouble(null);
    setConnecting(true);
    try {
      const accounts = await wallet.accounts();
      if (accounts.length === 0) setTrouble('wallet_no_account');
      else onConnected(wallet, accounts);
    } catch {
      setTrouble('wallet_refused_text'); // wallets say no in words of their own
    } finally {
      setConnecting(false);
    }
  }

  return (
    <>
      {wallets.length > 0 ? (
        <>
          <p>{say('wallet_choose')}</p>
          <ul className="choices">
            {wallets.map((wallet) => (
              <li key={wallet.id}>
                <button
                  type="button"
                  className="choice"
                  disabled={connecting}
                  onClick={() => void connect(wallet)}
                >
                  {wallet.name}
                </button>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <div className="trouble" role="alert">
          <p>
            <strong>{say('wallet_none_title')}</strong>
          </p>
          <p>{say('wallet_none_text')}</p>
          <button type="button" className="secondary" onClick={() => setFound(injectedWallets())}>
            {say('wallet_look_again')}
          </button>
        </div>
      )}
      <p role="status">{connecting ? say('wallet_connecting') : ''}</p>
      {trouble !== null && (
        <p className="trouble" role="alert">
          {say(trouble)}
        </p>
      )}
    </>
  );
}
