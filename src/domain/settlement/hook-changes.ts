/** Whom the hook of a company concerned so far, and now leads elsewhere (SETTLEMENT 16: orders keep the one they have). */
import { companyEventData } from '../events/company-data.js';
import { eventId } from '../events/event-id.js';
import { tellMerchant } from './draft.js';
import type { Step } from './step.js';
import type { HookChange } from './work.js';

const TYPE = 'company.hook_changed';

/** Tells each merchant once of each version that changes the hook: its id names the block. */
export function tellHookChanges(step: Step): void {
  const { instanceId, hookChanges } = step.work;
  for (const change of hookChanges) {
    const { merchantId, versionId: cause, fromBlock, hook, previousHook } = change;
    tellMerchant(
      step.looseGroup(),
      { instanceId, cause, height: fromBlock },
      { merchantId, orderId: null },
      { type: TYPE, data: { company: companyEventData(change), hook, previousHook } },
    );
  }
}

export function hookChangeEventId(instanceId: string, { merchantId, versionId }: HookChange): string {
  return eventId(instanceId, merchantId, TYPE, versionId);
}
