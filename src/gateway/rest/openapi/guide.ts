/** What holds for all operations: the introduction of the document, and of docs/rest.md. In Markdown. */
export interface Chapter {
  readonly title: string;
  readonly text: string;
}

export const GUIDE: readonly Chapter[] = [
  {
    title: 'Keys',
    text: `Send \`Authorization: Bearer <key>\`. A secret key (\`sk_…\`) has the scopes that it was made with, a read-only key
(\`rk_…\`) those of them that end in \`:read\`. A publishable key (\`pk_…\`) works here for nothing: it orders from the
catalogue by socket. Each operation names the scope that it needs; operations without one need no
key. The operator's key (\`ak_…\`) works where \`merchantId\` can be given, and must give it. A key that does not work is
refused with 401 wherever it is sent.`,
  },
  {
    title: 'Values',
    text: `Amounts are decimal strings of the asset's smallest unit, with \`formatted\` beside them for people. Accounts are
written in SS58 with the network's prefix, and read with any prefix or as 0x-hex. Times are ISO 8601 in UTC, heights are
block numbers. Every field is always there, and null where nothing is known. Later versions may add fields, constants and
codes: leave alone what you do not know.`,
  },
  {
    title: 'The same again',
    text: `A request that makes or decides something can be sent again under the same \`idempotency-key\` (1 to 255 printable
ASCII characters): it is done once, and answered as the first time. Another request under a used key is refused with
\`IDEMPOTENCY_KEY_REUSED\`. Registering an order twice with the same terms gives the same order even without a key; with
other terms it is \`ORDER_CONFLICT\`.`,
  },
  {
    title: 'Pages',
    text: `Lists answer \`{data, nextCursor}\`. Send \`nextCursor\` as \`after\` for the next page; it is null after the last.
\`limit\` is 1 to 1,000 and 100 if left out, \`order\` is \`newest\` or \`oldest\`. A page never shows an item twice, whatever
is added meanwhile. A parameter that is not known is refused, as a mistyped filter would give everything.`,
  },
  {
    title: 'Limits',
    text: `How often an address may ask without a key, and a key with one, is limited; the figures are the operator's. Who asks
too often is answered 429 with \`RATE_LIMITED\`, and \`retry-after\` says after how many seconds to ask again.
\`ratelimit-limit\`, \`ratelimit-remaining\` and \`ratelimit-reset\` (seconds) say how much of a minute's requests is left.`,
  },
  {
    title: 'Failures',
    text: `Every failure is \`{error: {code, message, field?, requestId}}\`: \`code\` for programs, \`message\` for people,
\`field\` where one place in the request is at fault. 400, 404, 409 and 422 say what to change; 401 and 403 are about the key;
after 429 and 503 send the same again later. The header \`x-request-id\` is in every answer. The routes of Liberland's
middleware answer \`{error: message}\` as that does.`,
  },
];

/** All of it in one text. */
export function renderGuide(level: string): string {
  return GUIDE.map(({ title, text }) => `${level} ${title}\n\n${text}`).join('\n\n');
}
