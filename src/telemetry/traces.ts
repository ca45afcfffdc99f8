/** Traces for a collector of OpenTelemetry's: what the parts of this process do becomes spans, which are sent there. */
import { setTimeout as delay } from 'node:timers/promises';
import { context, diag, DiagLogLevel, propagation, trace } from '@opentelemetry/api';
import type * as Sdk from '@opentelemetry/sdk-trace-node';
import type { Logger } from 'pino';

export const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

export interface TraceOptions {
  /** Where spans are posted, whole: OTLP over HTTP, in JSON. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Which process it is: `service.name` and the like. */
  readonly resource: Readonly<Record<string, string>>;
  readonly sampler: (typeof SAMPLERS)[number];
  /** Of traces that are kept, from 0 to 1; for the samplers that keep a share. */
  readonly ratio: number;
}

export interface Traces {
  /** Sends what is left, if the collector takes it soon; without it, too, the end is near. */
  close(): Promise<void>;
}

/** Spans that wait for the collector; where it does not keep up, what comes beyond is dropped. */
const MOST_WAITING = 2_048;
const MOST_AT_ONCE = 512;
/** Requests to the collector at once: the one that is under way, and at the end all that wait. */
const MOST_REQUESTS = 1 + MOST_WAITING / MOST_AT_ONCE;
/** Beyond which an attribute is cut off. */
const LONGEST_VALUE = 256;
const CLOSE_MS = 2_000;
/** Between two lines in the log about the same trouble. */
const QUIET_MS = 60_000;

/** Until it is called nothing of OpenTelemetry but its interface is loaded, and its spans are nothing. */
export async function openTraces(options: TraceOptions, log: Logger): Promise<Traces> {
  const [sdk, { OTLPTraceExporter }, { defaultResource, resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/sdk-trace-node'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  const { url, headers, resource } = options;
  const exporter = new OTLPTraceExporter({ url, headers: { ...headers }, concurrencyLimit: MOST_REQUESTS });
  const complain = atMostOncePerMinute((reason) => log.warn({ reason }, 'traces cannot be sent'));
  const queue = new sdk.BatchSpanProcessor(tellingFailures(exporter, complain), {
    maxQueueSize: MOST_WAITING,
    maxExportBatchSize: MOST_AT_ONCE,
  });
  const provider = new sdk.NodeTracerProvider({
    resource: defaultResource().merge(resourceFromAttributes(resource)),
    sampler: samplerOf(sdk, options),
    spanLimits: { attributeValueLengthLimit: LONGEST_VALUE },
    spanProcessors: [queue],
  });
  const silent = (): void => undefined;
  diag.setLogger(
    {
      // Failures to send, which are told already.
      error: silent,
      warn: atMostOncePerMinute((reason) => log.warn({ reason }, 'traces are not whole')),
      info: silent,
      debug: silent,
      verbose: silent,
    },
    DiagLogLevel.WARN,
  );
  provider.register();

  return {
    async close() {
      const patience = new AbortController();
      await Promise.race([
        provider.shutdown().catch(silent), // told already
        delay(CLOSE_MS, undefined, { signal: patience.signal }).catch(silent),
      ]);
      patience.abort();
      for (const api of [trace, context, propagation, diag]) api.disable();
    },
  };
}

function samplerOf(sdk: typeof Sdk, { sampler, ratio }: TraceOptions): Sdk.Sampler {
  const parentBased = sampler.startsWith('parentbased_');
  const root = rootSampler(sdk, sampler, ratio);
  return parentBased ? new sdk.ParentBasedSampler({ root }) : root;
}

function rootSampler(sdk: typeof Sdk, sampler: TraceOptions['sampler'], ratio: number): Sdk.Sampler {
  if (sampler.endsWith('always_on')) return new sdk.AlwaysOnSampler();
  if (sampler.endsWith('always_off')) return new sdk.AlwaysOffSampler();
  return new sdk.TraceIdRatioBasedSampler(ratio);
}

function tellingFailures(exporter: Sdk.SpanExporter, tell: (reason: string) => void): Sdk.SpanExporter {
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (result.error) tell(result.error.message || result.error.name);
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
  };
}

function atMostOncePerMinute(tell: (reason: string) => void): (reason: string) => void {
  let toldAt = -Infinity;
  return (reason) => {
    const now = performance.now();
    if (now - toldAt < QUIET_MS) return;
    toldAt = now;
    tell(reason);
  };
}
