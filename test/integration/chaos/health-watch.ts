/** Asks every gateway how it is, again and again, and keeps what it says. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Health } from '../../../src/gateway/health.js';
import { until } from '../../support/processes.js';
import type { GatewayPart } from '../delivery-kills/parts.js';

export interface Said {
  readonly gateway: number;
  readonly http: number;
  readonly health: Health;
}

export interface HealthWatch {
  /** What was asked and answered while `work` was at it; each gateway answers at least once. */
  during(work: () => Promise<void>): Promise<readonly Said[]>;
  /** Waits until each gateway says that it is well. */
  untilWell(): Promise<void>;
  /** Waits until each gateway says that it is not. */
  untilUnwell(): Promise<void>;
}

const PAUSE_MS = 100;

export function watchHealth(gateways: readonly GatewayPart[]): HealthWatch {
  async function ask(gateway: number): Promise<Said> {
    const answer = await fetch(`${gateways[gateway]?.url() ?? ''}/health`);
    return { gateway, http: answer.status, health: (await answer.json()) as Health };
  }

  async function untilAll(http: number, waitMs: number): Promise<void> {
    let said: readonly Said[] = [];
    await until(
      `each gateway says ${http}`,
      async () => {
        said = await Promise.all(gateways.map((_, i) => ask(i)));
        return said.every((one) => one.http === http);
      },
      waitMs,
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}: ${JSON.stringify(said)}`);
    });
  }

  return {
    async during(work) {
      const said: Said[] = [];
      const at = { work: true };
      const working = (): boolean => at.work;
      const asking = Promise.all(
        gateways.map(async (_, i) => {
          while (working()) {
            const one = await ask(i);
            if (working()) said.push(one);
            await sleep(PAUSE_MS);
          }
        }),
      );
      try {
        await work();
        const answered = (i: number): boolean => said.some(({ gateway }) => gateway === i);
        await until('each gateway has answered', () => gateways.every((_, i) => answered(i)));
      } finally {
        at.work = false;
        await asking;
      }
      return said;
    },
    untilWell: () => untilAll(200, 120_000),
    untilUnwell: () => untilAll(503, 60_000),
  };
}
