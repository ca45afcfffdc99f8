/** The traces of a process of `chaintill`, where the variables of OpenTelemetry name a collector. */
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import type { Logger } from 'pino';
import { openTraces, type TraceOptions, type Traces } from '../telemetry/traces.js';
import type { Config } from './config.js';

const { version } = createRequire(import.meta.url)('../../package.json') as { readonly version: string };

export type TraceConfig = Pick<
  Config,
  | 'otlpEndpoint'
  | 'otlpTracesEndpoint'
  | 'otlpHeaders'
  | 'otelServiceName'
  | 'otelResourceAttributes'
  | 'otelSampler'
  | 'otelSamplerRatio'
  | 'otelDisabled'
>;

/** @param service what it is called, where nobody gives it a name */
export async function openConfiguredTraces(
  config: TraceConfig,
  service: string,
  log: Logger,
): Promise<Traces> {
  const options = traceOptions(config, service);
  if (options === null) return { close: () => Promise.resolve() };
  const traces = await openTraces(options, log);
  log.info({ collector: new URL(options.url).host, sampler: options.sampler }, 'traces are sent');
  return traces;
}

/** @returns null where nothing is to be traced */
export function traceOptions(config: TraceConfig, service: string): TraceOptions | null {
  const url = config.otlpTracesEndpoint ?? below(config.otlpEndpoint, 'v1/traces');
  if (url === null || config.otelDisabled) return null;
  return {
    url,
    headers: config.otlpHeaders,
    resource: {
      'service.name': service,
      'service.version': version,
      'service.instance.id': randomUUID(),
      ...config.otelResourceAttributes,
      ...(config.otelServiceName !== null && { 'service.name': config.otelServiceName }),
    },
    sampler: config.otelSampler,
    ratio: config.otelSamplerRatio,
  };
}

function below(base: string | null, path: string): string | null {
  if (base === null) return null;
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${path}`;
  return url.href;
}
