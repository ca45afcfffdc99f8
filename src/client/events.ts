/** Types of events. Written from src/domain/events/catalog.ts by scripts/write-client-types.js; docs/events.md explains them. */

/** A company of the registry, as it is from one block on. */
export interface ChangedCompanyData {
  /** `<registry>-<entity>` */
  readonly id: string;
  /** As it is registered; null where it is not, or says none */
  readonly name: string | null;
  /** `unregistered`: all of its settings have ended */
  readonly status: 'requested' | 'approved' | 'unregistered' | 'canceled';
  /** The first block at whose end it was so */
  readonly fromBlock: number;
}

/** What somebody with a key asked for. */
export interface CommandData {
  readonly id: string;
  readonly kind: 'register' | 'cancel' | 'mark' | 'assign';
  /** What was given for a mark */
  readonly reason: string | null;
}

/** An endpoint for webhooks that was disabled. */
export interface DisabledEndpointData {
  readonly id: string;
  readonly url: string;
  readonly dialect: 'standard' | 'liberland' | 'gateway';
  /** Why nothing is sent to it any more */
  readonly reason: string;
  /** First of the failures without a success between */
  readonly failingSince: string | null;
}

/** An endpoint for webhooks. */
export interface EndpointData {
  readonly id: string;
  readonly url: string;
  readonly dialect: 'standard' | 'liberland' | 'gateway';
}

/** A payment that was tried and did not happen. */
export interface FailedPaymentData {
  /** `<block>-<place among the failed payments of the block>` */
  readonly failureId: string;
  readonly blockNumber: number;
  readonly blockHash: string;
  /** When the block was made; null where it does not say */
  readonly blockTime: string | null;
  readonly extrinsicHash: string;
  /** Whose money would have moved; null where the calls do not show it */
  readonly payer: string | null;
  readonly payee: string;
  /** Who signed the extrinsic */
  readonly signer: string | null;
  /** Id in pallet assets; null for the chain's own token */
  readonly asset: string | null;
  /** What people call the asset; null where it is not known */
  readonly symbol: string | null;
  /** Digits of a whole token after the point; null where they are not known */
  readonly decimals: number | null;
  /** What was to be paid; null where the call names no amount */
  readonly amount: string | null;
  /** What the payer named; null for nothing that can be read */
  readonly reference: string | null;
  /** What the failure stopped: `extrinsic`, `interrupted` (a batch at an item), `item` (of a batch that goes on), `proxy`, `multisig` and others */
  readonly how: string;
  /** `failed`: this very call. `skipped`: it came after the one that failed. `reverted`: undone with others, and the chain does not say which of them failed */
  readonly outcome: 'failed' | 'skipped' | 'reverted';
  /** Why it failed, as the chain names it */
  readonly error: {
    /** Null for an error that is no pallet's, and for an unknown one */
    readonly pallet: string | null;
    /** As `InsufficientBalance`; null for one that cannot be read */
    readonly name: string | null;
    /** What the chain's metadata says of the error, at most 1024 characters */
    readonly documentation: string | null;
  };
  /** What the whole extrinsic cost, in the smallest unit of the chain's own token; null where it is not known */
  readonly fee: string | null;
}

/** An order as it is after the event. */
export interface OrderData {
  /** Id of the order in this till */
  readonly id: string;
  /** The merchant's own id of it */
  readonly orderId: string;
  readonly status: 'open' | 'settled' | 'expired' | 'canceled' | 'invalid';
  /** How what was received compares with what is expected; `exact` from the minimum to the amount */
  readonly amountState: 'none' | 'under' | 'exact' | 'over';
  /** What happened to it besides its status */
  readonly flags: readonly (
    | 'late'
    | 'multiple'
    | 'manual'
    | 'wrongAsset'
    | 'beforeWindow'
    | 'otherPayer'
    | 'closedPaid'
    | 'failedAttempt'
  )[];
  /** Account to pay to */
  readonly payee: string;
  /** The one account whose payments count; null for anybody */
  readonly payer: string | null;
  /** What the payer names; null for an order with an address of its own */
  readonly reference: string | null;
  /** Id in pallet assets; null for the chain's own token */
  readonly asset: string | null;
  /** What people call the asset; null where it is not known */
  readonly symbol: string | null;
  /** Digits of a whole token after the point; null where they are not known */
  readonly decimals: number | null;
  /** The registered amount */
  readonly expected: string;
  /** What settles it: the amount less the tolerance */
  readonly minimum: string;
  /** What counts towards the amount */
  readonly received: string;
  /** What is missing of the amount; 0 from the minimum on */
  readonly missing: string;
  /** What was received above the amount */
  readonly excess: string;
  /** What came in its asset without counting */
  readonly held: string;
  /** What was given back */
  readonly refunded: string;
  /** First block whose payments count */
  readonly windowFrom: number;
  /** Last block whose payments are on time */
  readonly expiryHeight: number;
  /** Block that settled it; null unless it is settled */
  readonly settledHeight: number | null;
  /** The merchant's text for the buyer */
  readonly description: string | null;
  /** The merchant's own data, as it was registered */
  readonly metadata: unknown;
}

/** A transfer on the chain. */
export interface PaymentData {
  /** `<block>-<index of the event>` */
  readonly transferId: string;
  readonly blockNumber: number;
  readonly blockHash: string;
  /** When the block was made; null where it does not say */
  readonly blockTime: string | null;
  /** Null for a transfer that no extrinsic made */
  readonly extrinsicHash: string | null;
  /** Index of the transfer among the events of its block */
  readonly eventIndex: number;
  /** Account of the payer */
  readonly from: string;
  readonly to: string;
  /** Id in pallet assets; null for the chain's own token */
  readonly asset: string | null;
  /** What people call the asset; null where it is not known */
  readonly symbol: string | null;
  /** Digits of a whole token after the point; null where they are not known */
  readonly decimals: number | null;
  readonly value: string;
  /** What the payer named; null for nothing that can be read */
  readonly reference: string | null;
  /** What people can read of the payer's remark, at most 1024 characters; null for nothing, and where `finality` is `best` */
  readonly remarkText: string | null;
  /** `best`: the block may still be left for another. `finalized`: it cannot */
  readonly finality: 'finalized' | 'best';
}

/** A plan to give money back. */
export interface RefundData {
  readonly id: string;
  /** The transfer that is given back */
  readonly paymentId: string;
  readonly status: 'open' | 'done' | 'canceled';
  /** Account that it was planned to go to */
  readonly destination: string;
  /** Id in pallet assets; null for the chain's own token */
  readonly asset: string | null;
  /** What people call the asset; null where it is not known */
  readonly symbol: string | null;
  /** Digits of a whole token after the point; null where they are not known */
  readonly decimals: number | null;
  /** What was planned */
  readonly amount: string;
  /** What was paid of it so far */
  readonly paid: string;
}

/** What each type tells, in its `data`. */
export interface EventDataByType {
  /**
   * An order was registered.
   * Settlement has taken the registration up; always the first of an order.
   */
  readonly 'order.created': {
    readonly order: OrderData;
    readonly command: CommandData;
  };
  /**
   * A payment is in sight.
   * A transfer for an open order is in a best block; again if it comes in another block.
   */
  readonly 'order.payment.detected': {
    readonly order: OrderData;
    readonly payment: PaymentData;
  };
  /**
   * A payment that was in sight is gone.
   * The chain left the block that it was in; most such payments come again in another.
   */
  readonly 'order.payment.retracted': {
    readonly order: OrderData;
    readonly payment: PaymentData;
  };
  /**
   * A payment came, and the sum is below the minimum.
   * The payment is final and on time.
   */
  readonly 'order.partially_paid': {
    readonly order: OrderData;
    readonly payment: PaymentData;
    readonly command: CommandData | null;
  };
  /**
   * The order is paid: deliver.
   * Final payments reach the minimum, or somebody marks it settled; the one event that means "paid".
   */
  readonly 'order.settled': {
    readonly order: OrderData;
    readonly payment: PaymentData | null;
    readonly command: CommandData | null;
  };
  /**
   * More than the amount was received.
   * Right after `order.settled`, and for each payment after that.
   */
  readonly 'order.overpaid': {
    readonly order: OrderData;
    readonly payment: PaymentData | null;
    readonly command: CommandData | null;
  };
  /**
   * A settled order got another payment, up to its amount.
   * A tolerance settled it below the amount, and the payment does not exceed it.
   */
  readonly 'order.payment.added': {
    readonly order: OrderData;
    readonly payment: PaymentData;
    readonly command: CommandData | null;
  };
  /**
   * Somebody tried to pay, and the chain refused it; no money moved.
   * The block is final and a payment was wanted; for the first 20 attempts on an order. The buyer can try again.
   */
  readonly 'order.payment.failed': {
    readonly order: OrderData;
    readonly failure: FailedPaymentData;
  };
  /**
   * A payment came after the last block of the window.
   * Also where the terms accept it: `counted` says so. What is not counted waits in the inbox.
   */
  readonly 'order.paid_late': {
    readonly order: OrderData;
    readonly payment: PaymentData;
    readonly command: CommandData | null;
    /** Whether it counts towards the amount */
    readonly counted: boolean;
  };
  /**
   * A payment came in another asset than the order expects.
   * The payment is final; it waits in the inbox.
   */
  readonly 'order.wrong_asset': {
    readonly order: OrderData;
    readonly payment: PaymentData;
    readonly command: CommandData | null;
  };
  /**
   * A payment named the order in a block before its window.
   * The payment is final; it waits in the inbox.
   */
  readonly 'order.paid_before_window': {
    readonly order: OrderData;
    readonly payment: PaymentData;
    readonly command: CommandData | null;
  };
  /**
   * Another account paid than the one that the order names.
   * The payment is final; it waits in the inbox.
   */
  readonly 'order.other_payer': {
    readonly order: OrderData;
    readonly payment: PaymentData;
    readonly command: CommandData | null;
  };
  /**
   * The window closed, and the order is not paid.
   * Everything up to the last block of the window is final.
   */
  readonly 'order.expired': {
    readonly order: OrderData;
  };
  /**
   * The order was canceled.
   * Somebody asked for it while nothing was paid.
   */
  readonly 'order.canceled': {
    readonly order: OrderData;
    readonly command: CommandData;
  };
  /**
   * A payment came for a canceled or invalid order.
   * The payment is final; it waits in the inbox.
   */
  readonly 'order.canceled_paid': {
    readonly order: OrderData;
    readonly payment: PaymentData;
    readonly command: CommandData | null;
  };
  /**
   * Somebody marked the order settled or invalid.
   * By hand, with a reason; `order.settled` follows if that is what it was marked.
   */
  readonly 'order.marked': {
    readonly order: OrderData;
    readonly command: CommandData;
  };
  /**
   * A refund of a payment of the order is paid.
   * The refunds of the plan have reached its amount. No `order` where it waits for the operator.
   */
  readonly 'order.refunded': {
    readonly order: OrderData | null;
    readonly refund: RefundData;
    readonly payment: PaymentData;
  };
  /**
   * Money went out under the name of a refund, otherwise than planned.
   * Another account or asset, or the plan is done or canceled. No `order` where the refund has none.
   */
  readonly 'refund.unexpected': {
    readonly order: OrderData | null;
    readonly refund: RefundData;
    readonly payment: PaymentData;
  };
  /**
   * Money came to a merchant's account that no order takes.
   * Once a transfer, when it is final; it waits in the inbox.
   */
  readonly 'transfer.unmatched': {
    readonly payment: PaymentData;
    /** Nobody was named, nobody has that name, or what was named cannot be told */
    readonly reason: 'no_reference' | 'unknown_reference' | 'ambiguous';
  };
  /**
   * A refund of money that no order took is paid.
   * The refunds of the plan have reached its amount.
   */
  readonly 'transfer.refunded': {
    readonly refund: RefundData;
    readonly payment: PaymentData;
  };
  /**
   * A company that orders of the merchant name has another hook on chain.
   * The block that changes it is final; also sent to the hook before. Orders keep the hook that they have.
   */
  readonly 'company.hook_changed': {
    readonly company: ChangedCompanyData;
    /** The setting `payment-hook` now; null for none */
    readonly hook: string | null;
    /** What it was until then */
    readonly previousHook: string | null;
  };
  /**
   * An endpoint for webhooks gets nothing any more.
   * It failed for days, or answered that it is gone.
   */
  readonly 'endpoint.disabled': {
    readonly endpoint: DisabledEndpointData;
  };
  /**
   * A test.
   * Somebody asked for it; sent to that endpoint alone.
   */
  readonly 'endpoint.test': {
    readonly endpoint: EndpointData;
    readonly message: string;
  };
}

/** What an event is, whatever its type. */
export interface EventEnvelope {
  /** Always the same for the same event; the `webhook-id` of its deliveries */
  readonly id: string;
  /** Place in the log, `<epoch>:<number>`: ask for what comes after it */
  readonly cursor: string;
  /** Place among the events of its order, from 1; null for what is outside of it */
  readonly sequence: number | null;
  /** Block in which it happened */
  readonly height: number;
  /** When it was written to the log */
  readonly createdAt: string;
}

export type EventType = keyof EventDataByType;

/** An event of one type, or of one of several. */
export type EventOf<Type extends EventType> = {
  readonly [Each in Type]: EventEnvelope & { readonly type: Each; readonly data: EventDataByType[Each] };
}[Type];

/** Any event. Later versions may add types: leave alone what you do not know. */
export type GatewayEvent = EventOf<EventType>;
