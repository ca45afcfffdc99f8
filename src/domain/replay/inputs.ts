/** All that settlement decided some orders and transfers from, gathered at one moment. */
import type { AssetUnit } from '../events/notation.js';
import type { Command, Fact, Failure, KnownOrder } from '../settlement/work.js';

export interface ReplayInputs {
  /** Of the till: part of every event's id. */
  readonly instanceId: string;
  /** Everything up to this height is settled. */
  readonly height: number;
  /** By their ids, as they were when they were registered. */
  readonly orders: ReadonlyMap<string, KnownOrder>;
  /** Ascending by block and event index; each with whatever order has its key, registered before it or after. */
  readonly facts: readonly Fact[];
  /** Ascending by block and ordinal; as with facts. */
  readonly failures: readonly Failure[];
  /** Those that took effect, in the order in which they did. */
  readonly commands: readonly AppliedCommand[];
  readonly assets: ReadonlyMap<string, AssetUnit>;
}

export interface AppliedCommand {
  readonly command: Command;
  /** The settled height at which it took effect. */
  readonly height: number;
  /** Its place among all that did. */
  readonly ordinal: number;
  /** Names the step that took it among those of its height; a till that was restored may name one for all. */
  readonly step: string;
}
