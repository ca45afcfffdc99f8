import { apiKeys } from './checks/api-keys.js';
import { clock } from './checks/clock.js';
import { database } from './checks/database.js';
import { disk } from './checks/disk.js';
import { endpoints } from './checks/endpoints.js';
import { extension } from './checks/extension.js';
import { indexing } from './checks/indexing.js';
import { listening } from './checks/listening.js';
import { ownership } from './checks/ownership.js';
import { privileges } from './checks/privileges.js';
import { replica } from './checks/replica.js';
import { schemas } from './checks/schemas.js';
import { secretKey } from './checks/secret-key.js';
import { secrets } from './checks/secrets.js';
import { settlement } from './checks/settlement.js';
import type { Check } from './examine.js';

/** In this order: later ones use what earlier ones saw. */
export const CHECKS: readonly Check[] = [
  secretKey,
  listening,
  database,
  replica,
  disk,
  extension,
  privileges,
  schemas,
  ownership,
  secrets,
  apiKeys,
  endpoints,
  clock,
  indexing,
  settlement,
];
