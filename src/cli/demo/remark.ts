import type { ApiPromise } from '@polkadot/api';
import type { SubmittableExtrinsic } from '@polkadot/api/types';
import { u8aToHex } from '@polkadot/util';
import { ChaintillError } from '../../domain/errors.js';
import { renderTextReference } from '../../domain/reference.js';
import { encodeLiberlandRemark } from '../../domain/remark/liberland-user.js';

export type Extrinsic = SubmittableExtrinsic<'promise'>;

/** A call that names an order, and how to show it to a person. */
export interface RemarkCall {
  readonly call: Extrinsic;
  readonly reference: string;
  readonly shown: string;
}

/** The remark for the demo's order `number`, written the way that payers on this chain do. */
export function remarkCall(api: ApiPromise, number: number, description: string): RemarkCall {
  const llm = api.tx['llm']?.['remark'];
  if (llm) {
    const reference = String(number);
    const call = llm(u8aToHex(encodeLiberlandRemark(reference, description)));
    return { call, reference, shown: `llm.remark({ id: ${reference}, description: "${description}" })` };
  }
  const reference = `demo-${number}`;
  const text = renderTextReference(reference, description);
  for (const name of ['remarkWithEvent', 'remark'] as const) {
    const remark = api.tx['system']?.[name];
    if (remark) return { call: remark(text), reference, shown: `system.${name}("${text}")` };
  }
  throw new ChaintillError('DEMO_RUNTIME', 'the runtime of this chain has no remarks');
}
