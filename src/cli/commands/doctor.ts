import { ChaintillError } from '../../domain/errors.js';
import type { Config } from '../config.js';
import { CHECKS } from '../doctor/checks.js';
import { examine, failed } from '../doctor/examine.js';
import { ok, type Finding } from '../doctor/finding.js';
import { openPatient } from '../doctor/patient.js';

export interface DoctorFlags {
  readonly json?: boolean;
}

const SETTINGS = 'settings';

/**
 * `chaintill doctor`: looks at everything that an instance needs, says what is not well and what to do, and changes nothing.
 * Exit code 0 where there is no problem, and 1 where there is; warnings are none.
 */
export async function doctor(readConfig: () => Config, { json = false }: DoctorFlags): Promise<void> {
  const findings = await findingsOf(readConfig);
  const counts = { ok: 0, warning: 0, problem: 0 };
  for (const { verdict } of findings) counts[verdict] += 1;
  if (json) console.log(JSON.stringify({ ...counts, findings }));
  else {
    for (const finding of findings) for (const line of describe(finding)) console.log(line);
    console.log(`${counts.problem} problems, ${counts.warning} warnings`);
  }
  if (counts.problem > 0) process.exitCode = 1;
}

/** All that there is to say, in the order of the checks. */
export async function findingsOf(readConfig: () => Config): Promise<readonly Finding[]> {
  try {
    const config = readConfig();
    const patient = await openPatient(config);
    try {
      const read: Finding = { check: SETTINGS, ...ok(`they can be read, for the network ${config.network}`) };
      return [read, ...(await examine(patient, CHECKS))];
    } finally {
      await patient.close();
    }
  } catch (error) {
    // Without settings there is nothing to look at.
    if (error instanceof ChaintillError) return [{ check: SETTINGS, ...failed(error) }];
    throw error;
  }
}

const SIGNS = { ok: '✓', warning: '!', problem: '✗' } as const;

function describe({ check, verdict, text, advice }: Finding): readonly string[] {
  const line = `${SIGNS[verdict]} ${check}: ${text}`;
  return advice === null ? [line] : [line, `    → ${advice}`];
}
