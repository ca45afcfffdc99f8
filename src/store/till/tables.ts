/**
 * The tables of schema `till` as rows, in camelCase; the files in migrations/ say what the columns mean. Amounts come as
 * decimal text, and go in as such or as bigint.
 */
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { DepositScheme } from '../../domain/deposit-address.js';
import type { Hex } from '../../domain/hex.js';
import type { AmountState, OrderFlag, OrderStatus } from '../../domain/order/state.js';
import type { Dialect } from '../../domain/webhook/dialect.js';
import type { CheckoutSessionTable } from './checkout-tables.js';
import type { CompanyFollowerTable, OrderCompanyColumns } from './company-tables.js';
import type { DepositDifferenceTable, DepositRoundTable } from './deposit-tables.js';
import type { OrderFailureTable } from './failure-tables.js';
import type {
  LocalCompanyAddressTable,
  LocalCompanySumsStateTable,
  LocalCompanyTable,
  LocalCompanyVersionTable,
  OrderRateColumns,
} from './local-company-tables.js';
import type {
  CheckoutStepTable,
  MetricFailureTable,
  MetricPaymentTable,
  MetricProgressTable,
} from './metric-tables.js';
import type { ProductTable } from './product-tables.js';

type Amount = ColumnType<string, string | bigint, string | bigint>;
type Account = Hex;
type Moment = ColumnType<Date, Date | undefined, Date>;
type Json = ColumnType<unknown, string | null | undefined, string | null>;
type Count = ColumnType<string, string | bigint | undefined, string | bigint>;

export interface InstanceTable {
  readonly onlyRow: Generated<boolean>;
  readonly id: Generated<string>;
  readonly network: string;
  readonly genesisHash: string;
  readonly chainIdentity: string;
  readonly settledHeight: number | null;
  readonly anchorHeight: number | null;
  readonly anchorHash: string | null;
  readonly chainGeneration: string | null;
  readonly epoch: Count;
  readonly cursor: Count;
  readonly logEpoch: Generated<string>;
  readonly commandOrdinal: Count;
  readonly state: Generated<'settling' | 'unconfirmed' | 'rebuilding' | 'alarm'>;
  readonly stateReason: string | null;
}

export interface MerchantTable {
  readonly id: Generated<string>;
  readonly name: string;
  readonly allowsUnregistered: Generated<boolean>;
  readonly createdAt: Moment;
}

export type KeyKind = 'secret' | 'read' | 'publishable' | 'admin';

export interface ApiKeyTable {
  readonly id: string;
  readonly hash: Buffer;
  readonly merchantId: string | null;
  readonly kind: KeyKind;
  readonly name: string;
  readonly scopes: string[];
  readonly allowedOrigins: Generated<string[]>;
  readonly createdAt: Moment;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

/** Of the key that an account proved itself with. */
export type KeyCurve = 'sr25519' | 'ed25519' | 'ecdsa';

export interface AccountTable {
  readonly id: Generated<string>;
  readonly account: Account;
  readonly merchantId: string;
  readonly name: string | null;
  readonly fromHeight: number;
  readonly toHeight: number | null;
  readonly provedBy: 'operator' | 'signature';
  readonly provedCurve: KeyCurve | null;
  readonly createdAt: Moment;
  readonly depositBranch: number[] | null;
  readonly depositNext: Generated<number>;
  readonly depositProof: string | null;
  readonly depositEnabledAt: Date | null;
  readonly depositScheme: Generated<DepositScheme>;
}

export interface AccountChallengeTable {
  readonly nonce: string;
  readonly merchantId: string;
  readonly account: Account;
  readonly message: string;
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
}

export interface OrderTable extends OrderCompanyColumns, OrderRateColumns {
  readonly id: Generated<string>;
  readonly merchantId: string;
  readonly orderId: string;
  readonly mode: 'reference' | 'address';
  readonly payee: Account;
  readonly payer: Account | null;
  readonly owner: Account;
  readonly reference: string | null;
  readonly depositScheme: DepositScheme | null;
  readonly depositPath: number[] | null;
  readonly asset: string | null;
  readonly amount: Amount;
  readonly minimum: Amount;
  readonly toleranceBp: Generated<number>;
  readonly dust: ColumnType<string, string | bigint | undefined, never>;
  readonly windowFrom: number;
  readonly expiryHeight: number;
  readonly latePolicy: 'hold' | 'accept';
  readonly lateBlocks: Generated<number>;
  readonly description: string | null;
  readonly metadata: Json;
  readonly successUrl: string | null;
  readonly failureUrl: string | null;
  readonly webhookUrl: string | null;
  readonly termsDigest: Buffer;
  readonly registeredHeight: number;
  readonly createdAt: Moment;
  readonly publicToken: string;
  readonly frontKey: string | null;
  readonly status: Generated<OrderStatus>;
  readonly received: ColumnType<string, string | bigint | undefined, string | bigint>;
  readonly held: ColumnType<string, string | bigint | undefined, string | bigint>;
  readonly amountState: GeneratedAlways<AmountState>;
  readonly paymentCount: Generated<number>;
  readonly failedAttempts: Generated<number>;
  readonly flags: Generated<OrderFlag[]>;
  readonly refunded: ColumnType<string, string | bigint | undefined, string | bigint>;
  readonly refundState: Generated<'none' | 'pending' | 'partial' | 'full'>;
  readonly appliedHeight: number | null;
  readonly settledHeight: number | null;
  readonly sequence: Generated<number>;
  readonly setAside: string | null;
}

export interface CommandTable {
  readonly id: Generated<string>;
  readonly kind: CommandKind;
  readonly merchantId: string;
  readonly orderId: string | null;
  readonly payload: Json;
  readonly actor: string;
  readonly createdAt: Moment;
  readonly appliedHeight: number | null;
  readonly ordinal: string | null;
  readonly outcome: 'applied' | 'refused' | null;
  readonly refusalCode: string | null;
  readonly refusalMessage: string | null;
}

/**
 * `register`: an order was inserted. `account`: so was an account (payload `{accountId}`). `cancel`, `mark` (payload
 * `{as, reason}`), `assign` (payload `{transferId}`, its order in `orderId`), `dismiss` (payload `{transferId}`: out of
 * the inbox), `refund` (payload `{refundId, transferId, destination, amount, payer, reference}`), `cancelRefund` (payload
 * `{refundId}`).
 */
export type CommandKind =
  'register' | 'account' | 'cancel' | 'mark' | 'assign' | 'dismiss' | 'refund' | 'cancelRefund';

export interface PaymentTable {
  readonly transferId: string;
  readonly blockNumber: number;
  readonly eventIndex: number;
  readonly blockHash: string;
  readonly extrinsicIndex: number | null;
  readonly extrinsicHash: string | null;
  readonly blockTime: Date | null;
  readonly fromAccount: Account;
  readonly toAccount: Account;
  readonly signer: Account | null;
  readonly callPath: string | null;
  readonly asset: string | null;
  readonly value: Amount;
  readonly reference: string | null;
  readonly remark: string | null;
  readonly pairing: string;
  readonly merchantId: string;
  readonly orderId: string | null;
  readonly use: 'counted' | 'held' | 'unmatched' | 'internal' | 'refund';
  readonly reason: string | null;
  readonly appliedHeight: number;
  readonly inbox: 'waiting' | 'refunding' | null;
  readonly resolved: 'assigned' | 'refunded' | 'dismissed' | null;
}

export interface SightingTable {
  readonly blockHash: string;
  readonly eventIndex: number;
  readonly blockNumber: number;
  readonly orderId: string;
  readonly extrinsicHash: string | null;
  readonly blockTime: Date | null;
  readonly fromAccount: Account;
  readonly asset: string | null;
  readonly value: Amount;
  readonly seenAt: Moment;
  readonly retractedAt: Date | null;
}

export interface RefundTable {
  readonly id: Generated<string>;
  readonly merchantId: string;
  readonly transferId: string;
  readonly orderId: string | null;
  readonly payer: Account;
  readonly destination: Account;
  readonly asset: string | null;
  readonly amount: Amount;
  readonly reference: string;
  readonly paid: ColumnType<string, string | bigint | undefined, string | bigint>;
  readonly status: Generated<'open' | 'done' | 'canceled'>;
  readonly createdAt: Moment;
  readonly actor: string;
  readonly doneHeight: number | null;
}

export interface EventTable {
  readonly cursor: string;
  readonly id: string;
  readonly type: string;
  readonly merchantId: string;
  readonly orderId: string | null;
  readonly sequence: number | null;
  readonly height: number | null;
  readonly hint: Generated<boolean>;
  readonly createdAt: Moment;
  readonly body: string;
}

export interface AuditLogTable {
  readonly id: GeneratedAlways<string>;
  readonly at: Moment;
  readonly merchantId: string | null;
  readonly actor: string;
  readonly action: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly before: Json;
  readonly after: Json;
  readonly requestId: string | null;
}

export interface IdempotencyTable {
  readonly merchantId: string;
  readonly route: string;
  readonly key: string;
  readonly requestDigest: Buffer;
  readonly status: number | null;
  readonly answer: string | null;
  readonly createdAt: Moment;
}

export interface GatewayKeyTable {
  readonly kind: 'ed25519' | 'rsa';
  readonly publicKey: string;
  readonly sealedPrivate: Buffer;
  readonly createdAt: Moment;
}

export type EndpointStatus = 'enabled' | 'disabled' | 'deleted';
export type DisabledReason = 'gone' | 'failing' | 'merchant' | 'operator';

export interface EndpointTable {
  readonly id: Generated<string>;
  readonly merchantId: string;
  readonly kind: 'merchant' | 'orders';
  readonly url: string;
  readonly dialect: Generated<Dialect>;
  readonly types: string[] | null;
  readonly description: string | null;
  readonly signatureHeaders: Generated<boolean>;
  readonly allowedCidrs: Generated<string[]>;
  readonly allowedPorts: Generated<number[]>;
  readonly status: Generated<EndpointStatus>;
  readonly disabledReason: DisabledReason | null;
  readonly disabledAt: Date | null;
  readonly failingSince: Date | null;
  readonly pausedUntil: Date | null;
  readonly pauseMs: number | null;
  readonly createdAt: Moment;
}

export interface EndpointSecretTable {
  readonly id: Generated<string>;
  readonly merchantId: string;
  readonly endpointId: string | null;
  readonly sealed: Buffer;
  readonly createdAt: Moment;
  readonly expiresAt: Date | null;
}

export interface OrderHookTable {
  readonly orderId: string;
  readonly endpointId: string;
  readonly url: string;
  readonly goneAt: Date | null;
}

export type DeliveryStatus = 'pending' | 'delivered' | 'exhausted' | 'dropped';
export type DeliveryCause = 'event' | 'redelivery' | 'recovery' | 'test';

export interface DeliveryTable {
  readonly id: GeneratedAlways<string>;
  readonly endpointId: string;
  readonly merchantId: string;
  readonly eventCursor: string;
  readonly type: string;
  readonly orderId: string | null;
  readonly sequence: number | null;
  readonly url: string | null;
  readonly cause: Generated<DeliveryCause>;
  readonly status: Generated<DeliveryStatus>;
  readonly attempts: Generated<number>;
  readonly dueAt: Moment;
  readonly lease: string | null;
  readonly leaseUntil: Date | null;
  readonly createdAt: Moment;
  readonly finishedAt: Date | null;
}

export interface DeliveryAttemptTable {
  readonly deliveryId: string;
  readonly attempt: number;
  readonly startedAt: Date;
  readonly latencyMs: number;
  readonly delivered: boolean;
  readonly status: number | null;
  readonly failure: string | null;
  readonly failureMessage: string | null;
  readonly requestHeaders: Json;
  readonly responseHeaders: Json;
  readonly responseBody: string | null;
  readonly responseTruncated: Generated<boolean>;
}

export interface ChannelTable {
  readonly id: Generated<string>;
  readonly merchantId: string;
  readonly name: string;
  readonly token: string;
  readonly lastNumber: Count;
  readonly createdAt: Moment;
}

export interface ChannelMessageTable {
  readonly channelId: string;
  readonly number: string;
  readonly body: string;
  readonly createdAt: Moment;
}

export interface PublicationTable {
  readonly name: string;
  readonly logEpoch: string;
  readonly cursor: string;
}

export interface TillTables {
  readonly instance: InstanceTable;
  readonly merchants: MerchantTable;
  readonly apiKeys: ApiKeyTable;
  readonly accounts: AccountTable;
  readonly accountChallenges: AccountChallengeTable;
  readonly orders: OrderTable;
  readonly commands: CommandTable;
  readonly payments: PaymentTable;
  readonly orderFailures: OrderFailureTable;
  readonly sightings: SightingTable;
  readonly refunds: RefundTable;
  readonly events: EventTable;
  readonly checkoutSessions: CheckoutSessionTable;
  readonly companyFollowers: CompanyFollowerTable;
  readonly localCompanies: LocalCompanyTable;
  readonly localCompanyVersions: LocalCompanyVersionTable;
  readonly localCompanyAddresses: LocalCompanyAddressTable;
  readonly localCompanySumsState: LocalCompanySumsStateTable;
  readonly auditLog: AuditLogTable;
  readonly idempotency: IdempotencyTable;
  readonly depositRound: DepositRoundTable;
  readonly depositDifferences: DepositDifferenceTable;
  readonly gatewayKeys: GatewayKeyTable;
  readonly endpoints: EndpointTable;
  readonly endpointSecrets: EndpointSecretTable;
  readonly orderHooks: OrderHookTable;
  readonly deliveries: DeliveryTable;
  readonly deliveryAttempts: DeliveryAttemptTable;
  readonly channels: ChannelTable;
  readonly channelMessages: ChannelMessageTable;
  readonly publications: PublicationTable;
  readonly products: ProductTable;
  readonly metricProgress: MetricProgressTable;
  readonly metricPayments: MetricPaymentTable;
  readonly metricFailures: MetricFailureTable;
  readonly checkoutSteps: CheckoutStepTable;
}
