import type { ReactNode } from 'react';
import { CopyBlock } from '../parts/CopyBlock.js';
import { Shown } from '../parts/Shown.js';
import { useSay } from '../parts/tongue.js';
import { useAnswer } from '../parts/use-answer.js';
import { REFUND_EXTRINSIC, type RefundExtrinsicAnswer } from './documents.js';

const noEvent = (): boolean => false;

/** What a wallet signs to pay a refund. */
export function RefundCall({ id }: { readonly id: string }): ReactNode {
  const say = useSay();
  const answer = useAnswer<RefundExtrinsicAnswer>(REFUND_EXTRINSIC, { id }, noEvent);
  return (
    <Shown of={answer}>
      {({ refund }) =>
        refund?.extrinsic && (
          <>
            <p className="hint">{say('refund_call_text', { signer: refund.extrinsic.signer })}</p>
            <CopyBlock label={say('refund_call_data')} text={refund.extrinsic.callData} />
          </>
        )
      }
    </Shown>
  );
}
