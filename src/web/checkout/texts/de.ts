import type { Texts } from './en.js';

export const de: Texts = {
  payment: 'Zahlung',
  title_pay: '{amount} bezahlen',
  amount_due: 'Zu zahlen',
  smallest_units: 'kleinste Einheiten',
  on_network: 'auf {network}',
  company_registered: 'Eingetragene Firma {id}',
  other_language: 'English',
  made_with: 'Sie bezahlen den Shop direkt. Niemand dazwischen hält Ihr Geld.',

  time_left: 'Zeit zum Bezahlen',
  time_about: 'etwa {time}',
  time_soon: 'weniger als eine Minute',
  blocks_left_one: '1 Block',
  blocks_left: '{blocks} Blöcke',
  step_pay: 'Bezahlen',
  step_seen: 'Gesehen',
  step_paid: 'Bezahlt',
  progress: 'Fortschritt',

  waiting_title: 'Warten auf Ihre Zahlung',
  waiting_text:
    'Diese Seite bemerkt die Zahlung von selbst. Sie können sie schließen und mit demselben Link wiederkommen.',
  sent_title: 'Zahlung gesendet',
  sent_text:
    'Ihre Wallet hat sie abgeschickt. In wenigen Sekunden sollte sie in einem Block sein. Bitte nicht noch einmal bezahlen.',
  dropped_title: 'Ihre Zahlung ist nicht durchgegangen',
  dropped_text:
    'Kein Block hat sie rechtzeitig aufgenommen, und keiner wird es mehr tun. Es wurde nichts bezahlt: Sie können noch einmal bezahlen.',
  retracted_title: 'Die Zahlung ist außer Sicht',
  retracted_text:
    'Die Chain hat den Block mit der Zahlung zurückgenommen. Meist kommt sie binnen einer Minute wieder. Bitte noch nicht neu bezahlen.',
  seenPart_title: 'Ein Teil ist unterwegs',
  seenPart_text:
    'Eine Zahlung ist in Sicht, aber sie ist kleiner als der Betrag. Sobald sie endgültig ist, sagt diese Seite, was fehlt.',
  seen_title: 'Zahlung gesehen',
  seen_text: 'Sie ist in einem Block und bald endgültig. Sie müssen nichts weiter tun.',
  checking_title: 'Zahlung angekommen',
  checking_text: 'Das Geld ist da. Der Shop prüft die Bestellung.',
  underpaid_title: 'Ein Teil fehlt noch',
  underpaid_text:
    'Es fehlen {missing}. Senden Sie das auf dieselbe Weise; die Zahlungen werden zusammengezählt.',
  failed_title: 'Die Zahlung ist fehlgeschlagen',
  failed_text:
    'Beim Shop ist kein Geld angekommen; die Gebühr hat das Netzwerk vielleicht behalten. Sie können es noch einmal versuchen.',
  failed_transaction: 'Die fehlgeschlagene Transaktion',
  failure_too_little: 'Auf dem Konto, das zahlen sollte, war zu wenig für den Betrag und die Gebühr.',
  failure_keeps_open:
    'Auf dem Konto, das zahlen sollte, wäre weniger geblieben, als diese Chain für ein offenes Konto verlangt.',
  failure_receiver:
    'Die Chain lässt diesen Betrag nicht ankommen: Er ist kleiner, als ein Konto halten muss, oder der Empfänger kann ihn nicht annehmen. Geschieht das wieder, fragen Sie den Shop.',
  failure_frozen: 'Das Geld auf dem Konto, das zahlen sollte, ist gesperrt oder eingefroren.',
  failure_chain: 'Die Chain nennt diesen Grund:',
  failure_unknown: 'Die Chain nennt keinen Grund, der sich lesen lässt.',
  wrongAsset_title: 'Das ist nicht die Währung der Bestellung',
  wrongAsset_text:
    'Was angekommen ist, liegt beim Shop und zählt nicht für diese Bestellung. Bitten Sie ihn, es zurückzusenden. Zu zahlen sind noch {missing}.',
  otherPayer_title: 'Ein anderes Konto hat gezahlt',
  otherPayer_text:
    'Für diese Bestellung zählt nur Geld von dem Konto, das unten steht. Was angekommen ist, liegt beim Shop: Bitten Sie ihn, es zurückzusenden. Zu zahlen sind noch {missing}.',
  timeUp_title: 'Die Zeit ist um',
  timeUp_text: 'Bitte nicht mehr bezahlen. Zahlungen bis zum letzten Block werden noch geprüft.',
  paid_title: 'Bezahlt. Vielen Dank!',
  paid_text: 'Die Zahlung ist endgültig, und der Shop weiß Bescheid.',
  overpaid_title: 'Bezahlt. Vielen Dank!',
  overpaid_text: 'Sie haben {excess} zu viel bezahlt. Bitten Sie den Shop, das zurückzusenden.',
  expired_title: 'Die Zeit zum Bezahlen ist vorbei',
  expired_text:
    'Es wurde nichts bezahlt. Bitte nicht mehr bezahlen: Gehen Sie zurück zum Shop und bestellen Sie neu.',
  expiredPart_title: 'Die Zeit zum Bezahlen ist vorbei',
  expiredPart_text:
    '{received} sind angekommen, {missing} fehlen. Bitte nicht mehr bezahlen: Fragen Sie den Shop, er kann das Geld zurücksenden.',
  late_title: 'Die Zahlung kam zu spät',
  late_text:
    'Sie ist in einem Block nach dem letzten, der noch rechtzeitig war. Das Geld ist beim Shop: Fragen Sie dort, wie es weitergeht.',
  held_title: 'Ihr Geld liegt beim Shop',
  held_text:
    'Es kam für diese Bestellung, ohne zu zählen, und die Zeit zum Bezahlen ist vorbei. Zahlen Sie nicht noch einmal: Fragen Sie den Shop, der entscheidet, wie es weitergeht.',
  canceled_title: 'Der Shop hat diese Bestellung storniert',
  canceled_text:
    'Bitte nicht mehr bezahlen. Falls Sie schon bezahlt haben, bitten Sie den Shop, es zurückzusenden.',
  invalid_title: 'Diese Bestellung ist ungültig',
  invalid_text:
    'Der Shop hat sie geschlossen. Bitte nicht mehr bezahlen; falls Sie bezahlt haben, fragen Sie den Shop.',

  received: 'Angekommen',
  missing: 'Fehlt noch',
  excess: 'Zu viel',
  in_sight: 'In Sicht',
  held_late: 'Kam zu spät',
  held_wrong_asset: 'In anderer Währung',
  held_other_payer: 'Von einem anderen Konto',
  held_other: 'Nicht gezählt',
  held_refunding: 'wird zurückgesandt',
  confirmations: 'Bestätigungen',
  transaction: 'Transaktion',
  transaction_link: 'Im Block-Explorer öffnen',

  payer_title: 'Bezahlen Sie von diesem Konto',
  payer_text:
    'Die Bestellung gilt für dieses Konto, und nur Geld von dort zählt. Was ein anderes Konto schickt, liegt beim Shop.',
  payer: 'Ihr Konto',

  pay_address: 'An diese Adresse senden',
  pay_address_text: 'Jede Wallet ist recht. Diese Adresse gehört allein zu dieser Bestellung.',
  pay_remark: 'Mit jeder anderen Wallet bezahlen',
  pay_remark_text:
    'Drei Dinge müssen stimmen, alle in einer Transaktion. Am Vermerk erkennt der Shop, dass das Geld für diese Bestellung ist.',
  address: 'Adresse',
  address_hint: 'Gehört in das Feld „an“ oder „Empfänger“.',
  amount: 'Betrag',
  amount_hint: 'Genau so viel, in {symbol}. Die Gebühr des Netzes kommt hinzu.',
  amount_hint_plain: 'Genau so viel. Die Gebühr des Netzes kommt hinzu.',
  remark: 'Vermerk',
  remark_hint: 'Gehört in system.remark, in einem utility.batchAll mit der Überweisung.',
  liberland_id: 'Bestellnummer',
  liberland_hint: 'In einer Liberland-Wallet, statt des Vermerks: gehört in das Feld „order id“.',
  no_remark_wallet: 'Meine Wallet hat kein solches Feld',
  no_remark_wallet_text:
    'Dann bezahlen Sie nicht mit ihr: Das Geld käme ohne Namen an und wartete, bis im Shop jemand nachgesehen hat. Bezahlen Sie lieber oben mit einer Browser-Wallet.',
  copy: 'Kopieren',
  copy_what: 'Kopieren: {what}',
  copied: 'Kopiert',
  copy_failed: 'Markiert',
  copied_what: '{what}: kopiert',
  copy_failed_what: '{what}: markiert, bitte mit der Tastatur kopieren',
  qr_address: 'QR-Code der Adresse',
  qr_page: 'QR-Code dieser Seite',
  on_phone: 'Auf dem Telefon weitermachen',
  on_phone_text: 'Scannen Sie dies, um dieselbe Seite dort zu öffnen, im Browser Ihrer Wallet.',
  page_link: 'Link zu dieser Seite',

  to_shop: 'Zurück zum Shop',
  back_unpaid: 'Zurück zum Shop, ohne zu zahlen',
  leaving: 'In {seconds} s geht es zurück zum Shop.',
  stay: 'Hier bleiben',

  arrived_title: 'Die Zahlung ist angekommen',
  arrived_text: 'Sie ist auf der Chain endgültig. Die Transaktion unten ist Ihre Quittung.',
  arrivedOver_title: 'Die Zahlung ist angekommen',
  arrivedOver_text: 'Sie ist auf der Chain endgültig, und {excess} mehr, als der Link verlangt.',
  unregistered_title: 'Vor dem Bezahlen prüfen',
  unregistered_text:
    'Kein Shop hat diese Zahlung hier registriert. An wen sie geht und wie viel, sagt allein der Link, und einen Link kann jeder schreiben. Vergleichen Sie beides mit der Seite des Shops.',
  unregistered_payee: 'Das Geld geht an',
  unregistered_next: 'Der Link führt weiter zu',
  unregistered_arrived:
    'Kein Shop hat diese Zahlung hier registriert. Darum sagt diese Seite, was die Chain zeigt, und nicht mehr: weder, ob der Shop davon weiß, noch, ob sie schon für etwas anderes galt.',
  onward: 'Weiter zu {host}',
  onward_hint: 'Diese Seite nennt der Link. Sie kommen nur dorthin, wenn Sie es wollen.',
  onward_unpaid: 'Ohne zu bezahlen zu {host}',

  link_refused_title: 'Dieser Zahlungslink kann nicht verwendet werden',
  link_refused_text: 'Es wurde nichts bezahlt. Bitten Sie den Shop um einen richtigen Link.',
  link_refused_details: 'Für den Shop',
  link_incomplete: 'Der Link ist nicht vollständig. Es fehlt: {fields}.',
  link_not_registered:
    'Das Geld ginge an einen Shop, der hier keine Bestellung mit dieser Nummer registriert hat. Vielleicht gehört sie zu einem anderen Konto des Shops, oder sie ist falsch geschrieben.',
  link_other_price:
    'Der Shop hat diese Bestellung mit einem anderen Preis registriert, als der Link verlangt.',
  link_other_assetId:
    'Der Shop hat diese Bestellung in einer anderen Währung registriert, als der Link verlangt.',
  link_other_callback:
    'Nach dem Bezahlen würde der Link Sie zu einer Seite führen, die der Shop nicht registriert hat.',
  link_other_failure:
    'Ohne Bezahlung würde der Link Sie zu einer Seite führen, die der Shop nicht registriert hat.',
  link_other_hook: 'Der Link ließe jemanden von der Zahlung erfahren, den der Shop nicht genannt hat.',
  link_other_payer:
    'Der Shop nimmt diese Zahlung nur von einem bestimmten Konto, und auf einer eigenen Seite.',
  link_bad: 'Etwas in diesem Link kann nicht stimmen.',
  link_bad_orderId: 'Die Bestellnummer im Link ist keine, die eine Zahlung nennen kann.',
  link_bad_price: 'Der Preis im Link ist kein Betrag, der bezahlt werden kann.',
  link_bad_toId: 'Die Adresse im Link, an die bezahlt werden soll, ist falsch geschrieben.',
  link_bad_assetId: 'Der Link verlangt eine Währung, die dieses Netz nicht hat.',
  link_bad_remark: 'Der Text zur Zahlung ist zu lang, oder er hat Zeichen, die sich nicht senden lassen.',
  link_bad_address: 'Eine Adresse des Shops im Link ({fields}) ist keine des Webs.',

  offline: 'Keine Verbindung. Diese Seite versucht es von selbst wieder.',
  not_found_title: 'Dieser Link führt zu keiner Bestellung',
  not_found_text: 'Prüfen Sie, ob er vollständig ist, oder bitten Sie den Shop um einen neuen.',
  unavailable_title: 'Die Bestellung kann gerade nicht gezeigt werden',
  unavailable_text:
    'Diese Seite versucht es von selbst wieder. Falls Sie schon bezahlt haben, bitte nicht noch einmal bezahlen.',
  loading: 'Lädt…',

  wallet_open: 'Mit Browser-Wallet bezahlen',
  wallet_title: 'Mit Browser-Wallet bezahlen',
  wallet_load_failed:
    'Der Wallet-Teil dieser Seite wurde nicht geladen. Laden Sie die Seite neu, oder bezahlen Sie von Hand.',
  wallet_choose: 'Wählen Sie eine Wallet',
  wallet_none_title: 'Keine Wallet gefunden',
  wallet_none_text:
    'Dieser Browser hat keine Wallet für diese Chain, etwa Talisman, SubWallet oder Polkadot.js. Installieren Sie eine und suchen Sie erneut, oder bezahlen Sie mit einer anderen Wallet.',
  wallet_look_again: 'Erneut suchen',
  wallet_dev: 'Entwickler-Wallet (allgemein bekannte Schlüssel)',
  wallet_connecting: 'Ihre Wallet fragt, ob diese Seite Ihre Konten sehen darf.',
  wallet_refused_text:
    'Die Wallet hat dieser Seite keinen Zugang gegeben. Erlauben Sie ihn in der Wallet und versuchen Sie es erneut.',
  wallet_no_account:
    'Die Wallet hat dieser Seite kein Konto gegeben. Legen Sie dort eines an, oder geben Sie eines frei, und versuchen Sie es erneut.',
  wallet_accounts: 'Wählen Sie ein Konto',
  wallet_other: 'Andere Wallet',
  wallet_balance_free: 'Sie haben {amount}',
  wallet_balance_unknown: 'Guthaben nicht bekannt',
  wallet_fee: 'Gebühr, etwa',
  wallet_total: 'Zusammen',
  wallet_preparing: 'Die Gebühr wird ermittelt…',
  wallet_pay: '{amount} bezahlen',
  wallet_signing: 'Bestätigen Sie die Zahlung in Ihrer Wallet.',
  wallet_sending: 'Wird gesendet…',
  wallet_rejected: 'Sie haben in der Wallet abgelehnt. Es wurde nichts bezahlt.',
  wallet_failed:
    'Die Wallet konnte nicht unterschreiben. Es wurde nichts bezahlt. Versuchen Sie es erneut, oder nehmen Sie ein anderes Konto.',

  refusal_BALANCE_TOO_LOW:
    'Dieses Konto hat zu wenig für Betrag und Gebühr. Nehmen Sie ein anderes, oder laden Sie es auf.',
  refusal_BELOW_EXISTENTIAL_DEPOSIT:
    'Einem Konto bliebe weniger als das Mindeste, was diese Chain offen hält. Nehmen Sie ein Konto mit mehr; hat es genug, fragen Sie den Shop.',
  refusal_ORDER_EXPIRED: 'Zum Bezahlen ist zu wenig Zeit übrig. Es wurde nichts bezahlt.',
  refusal_ORDER_NOT_OPEN: 'Diese Bestellung nimmt gerade keine Zahlung an. Es wurde nichts bezahlt.',
  refusal_OTHER_PAYER:
    'Diese Bestellung gilt für ein anderes Konto: Wählen Sie das, das oben steht. Es wurde nichts bezahlt.',
  refusal_ASSET_UNAVAILABLE:
    'Womit diese Bestellung bezahlt wird, lässt sich gerade nicht senden. Es wurde nichts bezahlt: Fragen Sie den Shop.',
  refusal_AMOUNT_CHANGED:
    'Inzwischen kam eine andere Zahlung, darum wurde nichts gesendet. Versuchen Sie es erneut: Dann ist es, was noch fehlt.',
  refusal_OUTDATED:
    'Die Zahlung wurde zu spät unterschrieben, darum wurde nichts gesendet. Versuchen Sie es erneut.',
  refusal_STALE:
    'Dieses Konto hat inzwischen etwas anderes gesendet, dies darum nicht. Warten Sie kurz und versuchen Sie es erneut.',
  refusal_NODE_UNAVAILABLE:
    'Das Netz antwortet nicht, darum wurde nichts gesendet. Prüfen Sie Ihre Verbindung und versuchen Sie es erneut.',
  refusal_other:
    'Das hat nicht geklappt, und es wurde nichts bezahlt. Versuchen Sie es erneut, oder nehmen Sie eine andere Wallet.',
};
