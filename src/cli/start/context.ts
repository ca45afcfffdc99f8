import type { Logger } from 'pino';
import type { Config } from '../config.js';
import type { Progress } from '../progress.js';
import type { Run } from '../run.js';

/** What each part of `start` needs to bring itself up. */
export interface Context extends Run {
  readonly config: Config;
  /** Absolute path of the data folder, which this process has for itself. */
  readonly folder: string;
  readonly log: Logger;
  readonly progress: Progress;
}
