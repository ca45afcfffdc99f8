import { connectRpc } from '../../../chain/rpc.js';
import { withoutSecrets } from '../../../chain/socket.js';
import { ChaintillError } from '../../../domain/errors.js';
import { archive } from '../endpoint/archive.js';
import { finality } from '../endpoint/finality.js';
import { genesis } from '../endpoint/genesis.js';
import { metadata } from '../endpoint/metadata.js';
import type { Probe } from '../endpoint/probe.js';
import { attempt, type Check } from '../examine.js';
import { problem, warning, type Remark } from '../finding.js';
import type { Patient } from '../patient.js';

const CONNECT_MS = 6_000;
const ADVICE = 'check the address and that the node runs, or name another with --endpoint';

/** Each RPC endpoint, and those of the second opinion; one that answers is enough to go on. */
export const endpoints: Check = {
  name: 'endpoints',
  async examine(patient) {
    const { endpoints: own, config } = patient;
    if (own.length === 0) {
      return patient.network === null && patient.databases === null
        ? []
        : [problem('no RPC endpoint is named', 'give one with --endpoint')];
    }
    const answers = await Promise.all(own.map((endpoint) => ask(patient, endpoint, OF_OWN)));
    const isSilent = answers.every(({ connected }) => !connected);
    const seconds = await Promise.all(
      config.secondEndpoints.map((endpoint) => ask(patient, endpoint, OF_OTHERS)),
    );
    return [
      ...answers.flatMap(({ endpoint, connected, remarks }) =>
        connected ? remarks : [(isSilent ? problem : warning)(`${endpoint} does not answer`, ADVICE)],
      ),
      ...seconds.flatMap(({ endpoint, connected, remarks }) =>
        connected
          ? remarks
          : [
              problem(
                `${endpoint}, of the second opinion, does not answer`,
                'without it nothing is settled: check it, or name another with --second-endpoint',
              ),
            ],
      ),
    ];
  },
};

const OF_OWN: readonly Probe[] = [finality, metadata, archive];
/** They are asked for new blocks alone. */
const OF_OTHERS: readonly Probe[] = [finality];

interface Answers {
  /** Without what may be secret of its address. */
  readonly endpoint: string;
  readonly connected: boolean;
  readonly remarks: readonly Remark[];
}

async function ask(patient: Patient, address: string, probes: readonly Probe[]): Promise<Answers> {
  const endpoint = withoutSecrets(address);
  const rpc = await connectRpc([address], CONNECT_MS).catch((error: unknown) => {
    if (error instanceof ChaintillError) return null;
    throw error;
  });
  if (rpc === null) return { endpoint, connected: false, remarks: [] };
  const named = (remarks: readonly Remark[]): Remark[] =>
    remarks.map((remark) => ({ ...remark, text: `${endpoint}: ${remark.text}` }));
  try {
    const whose = await attempt(() => genesis({ rpc, patient }));
    const remarks = named(whose);
    // What another chain says is of no use.
    if (whose.every(({ verdict }) => verdict === 'ok')) {
      for (const probe of probes) remarks.push(...named(await attempt(() => probe({ rpc, patient }))));
    }
    return { endpoint, connected: true, remarks };
  } finally {
    await rpc.close();
  }
}
