import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** A service of docker-compose.yml, as far as the tests look at it. */
export interface Service {
  readonly command?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly healthcheck?: { readonly test?: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

export interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

/**
 * docker-compose.yml with `${NAME}` replaced from `environment`, as Compose does it.
 * @throws {Error} for a variable that the file demands and `environment` lacks.
 */
export function readCompose(environment: Readonly<Record<string, string>>): Compose {
  const text = readFileSync('docker-compose.yml', 'utf8');
  return fill(parse(text, { merge: true }), environment) as Compose;
}

function fill(value: unknown, environment: Readonly<Record<string, string>>): unknown {
  if (Array.isArray(value)) return value.map((item) => fill(item, environment));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, environment)]));
  }
  if (typeof value !== 'string') return value;
  return value.replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name: string, kind?: string, rest?: string) => {
    if (environment[name]) return environment[name];
    if (kind === '?') throw new Error(`${name}: ${rest ?? ''}`);
    return rest ?? '';
  });
}
