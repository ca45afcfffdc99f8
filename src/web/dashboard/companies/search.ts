/** What somebody who looks for a company has written: one box takes all three. */
export type CompanySearch =
  | { readonly by: 'account'; readonly account: string }
  | { readonly by: 'filter'; readonly filter: object | null };

const PUBLIC_KEY = /^0x[0-9a-f]{64}$/i;
/** SS58 of 32 bytes, with a prefix of one or two bytes, in base 58. */
const SS58 = /^[1-9A-HJ-NP-Za-km-z]{46,50}$/;

export function readSearch(text: string): CompanySearch {
  const words = text.trim();
  if (words === '') return { by: 'filter', filter: null };
  if (PUBLIC_KEY.test(words) || SS58.test(words)) return { by: 'account', account: words };
  if (/^(?:\d{1,9}-\d{1,9}|local-[0-9a-f]{16})$/.test(words))
    return { by: 'filter', filter: { id: { equalTo: words } } };
  const name = { name: { includesInsensitive: words } };
  // A number may be part of a name as well.
  const filter = /^\d{1,9}$/.test(words) ? { or: [{ entityId: { equalTo: Number(words) } }, name] } : name;
  return { by: 'filter', filter };
}
