/** What the fields of a payment link may be. Every complaint names the field. */
import { badField, readField } from '../bad-field.js';
import { LONGEST_LINK } from '../order/link.js';
import { encodeLiberlandRemark } from '../remark/liberland-user.js';
import { encodeTextRemark } from '../remark/text.js';
import { U64_MAX } from '../scale.js';
import type { LinkField } from './texts.js';

const DECIMAL = /^(?:0|[1-9]\d{0,19})$/;
/** `llm.remark` takes no more. */
const LONGEST_REMARK = 256;

/**
 * The number of an order, which is the id of Liberland's remark, and as it stands the reference of the payment.
 * @throws {ChaintillError} `BAD_USER_INPUT`
 */
export function readLinkOrderId(text: string): string {
  if (DECIMAL.test(text) && BigInt(text) <= U64_MAX) return text;
  throw badField(
    'orderId',
    `write a whole number from 0 to ${U64_MAX}, in digits and without leading zeros: a payment can name no other`,
  );
}

/**
 * An address on the web, where a buyer's browser may go when it is told to.
 * @returns the address as browsers write it.
 * @throws {ChaintillError} `BAD_USER_INPUT`
 */
export function readWebAddress(field: LinkField, text: string): string {
  if (text.length > LONGEST_LINK) throw badField(field, `write at most ${LONGEST_LINK} characters`);
  // What readers of addresses drop silently could make another of it.
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\s\u0000-\u001f\u007f]/.test(text) || !/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    throw badField(field, 'write a full address that begins with https:// or http://');
  }
  const { username, password, href } = new URL(text);
  if (username !== '' || password !== '') {
    throw badField(field, 'leave the user name and password out of the address');
  }
  return href;
}

/**
 * What the shop lets the buyer write beside the order's number.
 * @param liberland whether the chain has Liberland's own remark
 * @throws {ChaintillError} `INVALID_REMARK`, with field `remark`
 */
export function checkLinkRemark(orderId: string, description: string, liberland: boolean): void {
  const text = readField('remark', () => encodeTextRemark(orderId, description));
  const bytes = liberland ? readField('remark', () => encodeLiberlandRemark(orderId, description)) : text;
  if (bytes.length <= LONGEST_REMARK) return;
  throw badField(
    'remark',
    `write less: a remark has room for ${LONGEST_REMARK} bytes, and this makes ${bytes.length}`,
    { code: 'INVALID_REMARK' },
  );
}
