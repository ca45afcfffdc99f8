import { readPayment } from '../../../chain/payment/call.js';
import { blockHashAt, type LatestView } from '../../../chain/payment/latest.js';
import { refused } from '../../../chain/payment/refusal.js';
import {
  assemble,
  readSignedExtrinsic,
  type SignedExtrinsic,
} from '../../../chain/payment/signed-extrinsic.js';
import { eraIn, type SignedFields } from '../../../chain/payment/signing-payload.js';
import { submitExtrinsic } from '../../../chain/payment/submit.js';
import { ChaintillError } from '../../../domain/errors.js';
import type { Hex } from '../../../domain/hex.js';
import type { TillDatabase } from '../../../store/till/database.js';
import { refuseOtherPayer } from './accounts.js';
import type { Due } from './due.js';
import { paymentOf } from './order-payment.js';
import { refuseOtherRuntime, type Signed } from './requests.js';

/**
 * Sends a payment of what is due, and nothing else. One that was sent before answers the same again.
 * @returns the extrinsic's hash
 * @throws {ChaintillError} `OWN_ACCOUNT`, `OTHER_PAYER`, `NOT_THIS_ORDER`, `AMOUNT_CHANGED`, `ORDER_NOT_OPEN`, `ORDER_EXPIRED`, `OUTDATED`, and those
 * of `submitExtrinsic`
 */
export async function submitPayment(
  till: TillDatabase,
  view: LatestView,
  due: Due,
  signed: Signed,
): Promise<Hex> {
  refuseOtherRuntime(signed.payload, view.metadata);
  const { extrinsic, fields } = extrinsicOf(view, signed);
  if (await due.isPaidBy(extrinsic.hash)) return extrinsic.hash;
  await refuseOtherPayer(till, due, signed.account);
  refuseOtherCall(view, due, fields.method);
  await refuseOtherEra(view, due, fields);
  return submitExtrinsic(view, extrinsic);
}

interface Assembled {
  readonly extrinsic: SignedExtrinsic;
  readonly fields: SignedFields;
}

function extrinsicOf({ metadata }: LatestView, signed: Signed): Assembled {
  const { account, payload } = signed;
  if ('signature' in signed) {
    const extrinsic = assemble(metadata, account, payload, signed.signature);
    if (extrinsic === null) throw refused('BadProof');
    return { extrinsic, fields: payload };
  }
  const whole = readSignedExtrinsic(metadata, signed.signedTransaction);
  if (whole?.signer !== account) throw refused('BadProof');
  const fields = { ...whole.fields, blockHash: payload.blockHash };
  // With the metadata's hash, which is not known here, the runtime alone can check the signature: it does before it is sent.
  if (!whole.hasMetadataHash && assemble(metadata, account, fields, whole.signature)?.bytes !== whole.bytes) {
    throw refused('BadProof');
  }
  return { extrinsic: whole, fields };
}

function refuseOtherCall(view: LatestView, due: Due, method: Hex): void {
  const found = readPayment(view.metadata, method);
  const wanted = paymentOf(view, due, found?.amount ?? 0n);
  const pays =
    found !== null &&
    found.payee === wanted.payee &&
    found.asset === wanted.asset &&
    found.remark?.call === wanted.remark?.call &&
    found.remark?.data === wanted.remark?.data;
  if (!pays) {
    throw new ChaintillError('NOT_THIS_ORDER', 'this does not pay this order: build the payment again');
  }
  if (found.amount === due.amount(view.best)) return;
  throw new ChaintillError(
    'AMOUNT_CHANGED',
    'another payment of this order came meanwhile: build the payment again, for what is missing now',
  );
}

/** The runtime asks at the block that would include it. */
async function refuseOtherEra(view: LatestView, due: Due, { era, blockHash }: SignedFields): Promise<void> {
  const found = eraIn(view.metadata, era, view.best + 1);
  if (
    found === null ||
    found.last > due.lastBlock(view.best) ||
    (await blockHashAt(view, found.birth)) !== blockHash
  ) {
    throw refused('AncientBirthBlock');
  }
}
