import type { ApiPromise } from '@polkadot/api';
import type { SubmittableExtrinsic } from '@polkadot/api/types';
import { u8aToHex } from '@polkadot/util';
import { ChaintillError } from '../../domain/errors.js';
import { encodeLiberlandRemark } from '../../domain/remark/liberland-user.js';

export type Extrinsic = SubmittableExtrinsic<'promise'>;

/** What a payer is told to write, as `Order.remark` says it. */
export interface PayerRemark {
  readonly text: string;
  /** Null where it is no Liberland id. */
  readonly liberlandId: string | null;
}

/** A call that names an order, and how to show it to a person. */
export interface RemarkCall {
  readonly call: Extrinsic;
  readonly shown: string;
}

/**
 * The call that writes the remark, the way that payers on this chain do.
 * @throws {ChaintillError} `DEMO_RUNTIME` where the runtime has no remarks
 */
export function remarkCall(
  api: ApiPromise,
  { text, liberlandId }: PayerRemark,
  description: string,
): RemarkCall {
  const llm = api.tx['llm']?.['remark'];
  if (llm && liberlandId !== null) {
    return {
      call: llm(u8aToHex(encodeLiberlandRemark(liberlandId, description))),
      shown: `llm.remark({ id: ${liberlandId}, description: "${description}" })`,
    };
  }
  const whole = `${text} ${description}`;
  for (const name of ['remarkWithEvent', 'remark'] as const) {
    const remark = api.tx['system']?.[name];
    if (remark) return { call: remark(whole), shown: `system.${name}("${whole}")` };
  }
  throw new ChaintillError('DEMO_RUNTIME', 'the runtime of this chain has no remarks');
}
