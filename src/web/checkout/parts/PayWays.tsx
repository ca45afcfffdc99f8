import { lazy, Suspense, useState, type ReactNode } from 'react';
import type { PublicOrder } from '../order.js';
import type { SentPayment } from '../stage.js';
import { useSurroundings } from './context.js';
import { LoadGuard } from '../../LoadGuard.js';
import { OnPhone } from './OnPhone.js';
import { PayByHand } from './PayByHand.js';
import { PayerNote } from './PayerNote.js';

/** Only those who pay in this browser need it. */
const WalletPanel = lazy(() => import('../wallet/WalletPanel.js'));

interface PayWaysProps {
  readonly order: PublicOrder;
  readonly onSent: (sent: SentPayment) => void;
}

export function PayWays({ order, onSent }: PayWaysProps): ReactNode {
  const { tongue, source } = useSurroundings();
  const { say } = tongue;
  const [withWallet, setWithWallet] = useState(false);
  return (
    <>
      {order.payer !== null && <PayerNote payer={order.payer} />}
      {withWallet ? (
        <LoadGuard said={say('wallet_load_failed')}>
          <Suspense fallback={<p role="status">{say('loading')}</p>}>
            <WalletPanel order={order} onSent={onSent} />
          </Suspense>
        </LoadGuard>
      ) : (
        <button
          type="button"
          className="primary"
          onClick={() => {
            source.report('wallet');
            setWithWallet(true);
          }}
        >
          {say('wallet_open')}
        </button>
      )}
      <PayByHand order={order} />
      <OnPhone />
    </>
  );
}
