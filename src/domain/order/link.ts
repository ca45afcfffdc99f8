import { badField } from '../bad-field.js';

export const LONGEST_LINK = 2_048;

const PRINTABLE_ASCII = /^[\x21-\x7e]+$/;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Reads an address that a buyer's browser will be sent to: https, or http to the machine itself where that is
 * allowed. It carries no credentials, for it is shown and logged.
 * @returns the address as browsers write it.
 * @throws {ChaintillError} `BAD_USER_INPUT`
 */
export function readLink(field: string, text: string, allowLoopbackHttp: boolean): string {
  if (text.length > LONGEST_LINK) throw badField(field, `write at most ${LONGEST_LINK} characters`);
  if (!PRINTABLE_ASCII.test(text) || !/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    throw badField(field, 'write a full address that begins with https://, other characters as %XX');
  }
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') {
    throw badField(field, 'leave the user name and password out of the address');
  }
  if (url.protocol === 'http:' && !(allowLoopbackHttp && LOOPBACK.test(url.hostname))) {
    throw badField(field, 'write an address that begins with https://');
  }
  return url.href;
}
