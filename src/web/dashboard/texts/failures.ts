/** Codes of the gateway that the page has words for; for others the gateway’s own, which are English, are shown. */
export const FAILURES = [
  'UNREACHABLE',
  'FORBIDDEN',
  'QUERY_TIMEOUT',
  'DATABASE_UNAVAILABLE',
  'TILL_NOT_READY',
  'RATE_LIMITED',
  'SETTLEMENT_PENDING',
  'ORDER_NOT_FOUND',
  'ORDER_HAS_PAYMENT',
  'ORDER_NOT_OPEN',
  'INVALID_ADDRESS',
  'NODE_UNAVAILABLE',
  'TOO_LARGE',
  'BROKEN_OFF',
] as const;

export const failures = {
  en: {
    failure_UNREACHABLE: 'The gateway does not answer. This page tries again by itself.',
    failure_FORBIDDEN: 'This key may not do that.',
    failure_QUERY_TIMEOUT: 'That takes too long. Narrow what you look for.',
    failure_DATABASE_UNAVAILABLE: 'The gateway’s database does not answer. Try again in a moment.',
    failure_TILL_NOT_READY: 'The gateway is not ready yet. Try again in a moment.',
    failure_RATE_LIMITED: 'Too many requests. Wait a moment.',
    failure_SETTLEMENT_PENDING: 'It is noted, and will be done as soon as settlement gets to it.',
    failure_ORDER_NOT_FOUND: 'You have no order with this id.',
    failure_ORDER_HAS_PAYMENT: 'Money came for this order, so it cannot be canceled.',
    failure_ORDER_NOT_OPEN: 'This order is not open any more.',
    failure_INVALID_ADDRESS: 'This address is mistyped.',
    failure_NODE_UNAVAILABLE: 'No node answers right now. Try again in a moment.',
    failure_TOO_LARGE:
      'The file is too large for this browser. Take the API, or a browser that saves while it loads.',
    failure_BROKEN_OFF: 'The download broke off. The file is not whole.',
    needs_scope: 'It needs the scope',
  },
  de: {
    failure_UNREACHABLE: 'Das Gateway antwortet nicht. Diese Seite versucht es von selbst wieder.',
    failure_FORBIDDEN: 'Dieser Schlüssel darf das nicht.',
    failure_QUERY_TIMEOUT: 'Das dauert zu lange. Suchen Sie enger.',
    failure_DATABASE_UNAVAILABLE:
      'Die Datenbank des Gateways antwortet nicht. Versuchen Sie es gleich noch einmal.',
    failure_TILL_NOT_READY: 'Das Gateway ist noch nicht bereit. Versuchen Sie es gleich noch einmal.',
    failure_RATE_LIMITED: 'Zu viele Anfragen. Warten Sie einen Augenblick.',
    failure_SETTLEMENT_PENDING: 'Es ist vermerkt und wird getan, sobald die Abrechnung dazu kommt.',
    failure_ORDER_NOT_FOUND: 'Sie haben keine Bestellung mit dieser Nummer.',
    failure_ORDER_HAS_PAYMENT: 'Für diese Bestellung kam Geld, sie kann nicht storniert werden.',
    failure_ORDER_NOT_OPEN: 'Diese Bestellung ist nicht mehr offen.',
    failure_INVALID_ADDRESS: 'Diese Adresse ist vertippt.',
    failure_NODE_UNAVAILABLE: 'Gerade antwortet kein Knoten. Versuchen Sie es gleich noch einmal.',
    failure_TOO_LARGE:
      'Die Datei ist zu groß für diesen Browser. Nehmen Sie die API oder einen Browser, der beim Laden speichert.',
    failure_BROKEN_OFF: 'Das Herunterladen brach ab. Die Datei ist nicht vollständig.',
    needs_scope: 'Nötig ist das Recht',
  },
} as const;
