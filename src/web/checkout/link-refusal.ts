import type { Refusal } from './order.js';
import type { TextKey } from './texts/en.js';

/** Fields of a link that must be as they are registered. */
const REGISTERED: Readonly<Record<string, TextKey>> = {
  price: 'link_other_price',
  assetId: 'link_other_assetId',
  callback: 'link_other_callback',
  failure: 'link_other_failure',
  hook: 'link_other_hook',
  payer: 'link_other_payer',
};

const FAULTS: Readonly<Record<string, TextKey>> = {
  orderId: 'link_bad_orderId',
  price: 'link_bad_price',
  toId: 'link_bad_toId',
  assetId: 'link_bad_assetId',
  remark: 'link_bad_remark',
  callback: 'link_bad_address',
  failure: 'link_bad_address',
  hook: 'link_bad_address',
};

/** Words for why a payment link cannot be used; `{fields}` in them are the names of its fields. */
export function linkRefusal({ code, fields }: Pick<Refusal, 'code' | 'fields'>): TextKey {
  if (code === 'LINK_INCOMPLETE') return 'link_incomplete';
  if (code === 'ORDER_NOT_REGISTERED') return 'link_not_registered';
  const words = code === 'LINK_DISAGREES' ? REGISTERED : FAULTS;
  return words[fields[0] ?? ''] ?? 'link_bad';
}
