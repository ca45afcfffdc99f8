import type { Actor } from '../../store/till/audit-log.js';

/** Whoever may use the database may act for its merchants: no key is asked for here, and the audit log says who it was. */
export const OPERATOR: Actor = { id: 'operator', requestId: null };
