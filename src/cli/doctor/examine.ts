import { ChaintillError } from '../../domain/errors.js';
import type { Finding, Remark } from './finding.js';
import { problem } from './finding.js';
import type { Patient } from './patient.js';

export interface Check {
  readonly name: string;
  /** Nothing where it cannot be told, because of something that another check says. */
  readonly examine: (patient: Patient) => readonly Remark[] | Promise<readonly Remark[]>;
}

/** Runs checks one after the other. One that fails is a finding itself, and the others go on. */
export async function examine(patient: Patient, checks: readonly Check[]): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { name, examine: look } of checks) {
    const remarks = await attempt(() => look(patient));
    findings.push(...remarks.map((remark) => ({ check: name, ...remark })));
  }
  return findings;
}

/** What a check says, or that it failed. */
export async function attempt(
  look: () => readonly Remark[] | Promise<readonly Remark[]>,
): Promise<readonly Remark[]> {
  try {
    return await look();
  } catch (error) {
    return [failed(error)];
  }
}

/** Errors of others may repeat whatever they were given, so no more than their code is said. */
export function failed(error: unknown): Remark {
  if (error instanceof ChaintillError) return problem(`${error.code}: ${error.message}`, 'do what it says');
  const code = (Object(error) as { code?: unknown }).code;
  const name = typeof code === 'string' && /^[\w-]{1,40}$/.test(code) ? code : 'an unknown failure';
  return problem(
    `this could not be looked at: ${name}`,
    'try again; if it stays, report it with the version of Chaintill',
  );
}
