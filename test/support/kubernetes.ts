import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Deployment } from 'kubernetes-models/apps/v1';
import { Ingress, NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { ConfigMap, Namespace, Secret, Service } from 'kubernetes-models/v1';
import { parseAllDocuments } from 'yaml';

export const FOLDER = 'ops/kubernetes';

/** An object of Kubernetes, as a manifest has it. */
export interface Manifest<Spec = unknown> {
  readonly file: string;
  /** All that stands there. */
  readonly content: object;
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly spec: Spec;
  readonly data?: Readonly<Record<string, string>>;
  readonly stringData?: Readonly<Record<string, string>>;
}

interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: {
    readonly secretKeyRef: { readonly name: string; readonly key: string; readonly optional?: boolean };
  };
}

interface Probe {
  readonly httpGet?: { readonly path: string; readonly port: string };
  readonly exec?: { readonly command: readonly string[] };
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly args: readonly string[];
  readonly command?: readonly string[];
  readonly envFrom: readonly { readonly configMapRef: { readonly name: string } }[];
  readonly env: readonly Variable[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly startupProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly lifecycle?: { readonly preStop: { readonly exec: { readonly command: readonly string[] } } };
  readonly resources: Readonly<
    Record<'requests' | 'limits', { readonly cpu?: string; readonly memory: string }>
  >;
  readonly securityContext: unknown;
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}

interface Selector {
  readonly matchLabels: Readonly<Record<string, string>>;
}

export interface Workload {
  readonly replicas: number;
  readonly strategy: { readonly type: string };
  readonly selector: Selector;
  readonly template: {
    readonly metadata: {
      readonly labels: Readonly<Record<string, string>>;
      readonly annotations?: Readonly<Record<string, string>>;
    };
    readonly spec: {
      readonly containers: readonly Container[];
      readonly volumes: readonly { readonly name: string }[];
      readonly securityContext: Readonly<Record<string, unknown>>;
      readonly topologySpreadConstraints?: readonly { readonly labelSelector: Selector }[];
      readonly terminationGracePeriodSeconds: number;
      readonly enableServiceLinks: boolean;
      readonly automountServiceAccountToken: boolean;
    };
  };
}

/** Files of the folder, without the one that lists them. */
export const manifestFiles = (): readonly string[] =>
  readdirSync(FOLDER).filter((file) => file.endsWith('.yaml') && file !== 'kustomization.yaml');

/** @throws what is no YAML, or names a key twice */
export function readYaml(file: string): readonly unknown[] {
  return parseAllDocuments(readFileSync(join(FOLDER, file), 'utf8'), { strict: true }).map((document) => {
    const [error] = document.errors;
    if (error) throw error;
    return document.toJS() as unknown;
  });
}

export function readManifests(): readonly Manifest[] {
  return manifestFiles().flatMap((file) =>
    readYaml(file).map((content) => ({
      ...(content as Omit<Manifest, 'file' | 'content'>),
      content: content as object,
      file,
    })),
  );
}

/** With the schemas of Kubernetes' own API, as published. */
const MODELS = [
  ConfigMap,
  Deployment,
  Ingress,
  Namespace,
  NetworkPolicy,
  PodDisruptionBudget,
  Secret,
  Service,
];

/** @returns what Kubernetes' schema has against an object, with fields that it does not know; empty where nothing */
export function schemaFlaws(content: object): readonly string[] {
  const model = MODELS.find((one) => one.is(content));
  if (!model) return ['it is of no kind that is known here'];
  const looked = new Set<string>();
  try {
    (model.prototype as { validate(): void }).validate.call(watched(content, '', looked));
  } catch (error) {
    return [(error as Error).message];
  }
  return unread(content, '', looked);
}

/** The schema's own check lets fields pass that it does not know. It looks at those that it knows: this notes at which. */
function watched(value: object, path: string, looked: Set<string>): object {
  return new Proxy(value, {
    get(target, key, receiver) {
      const field: unknown = Reflect.get(target, key, receiver);
      if (typeof key === 'symbol' || !Object.hasOwn(target, key)) return field;
      const here = `${path}/${key}`;
      looked.add(here);
      return typeof field === 'object' && field !== null ? watched(field, here, looked) : field;
    },
  });
}

function unread(value: unknown, path: string, looked: ReadonlySet<string>): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, field]) => {
    const here = `${path}/${key}`;
    return looked.has(here) ? unread(field, here, looked) : [`${here} is no field of it`];
  });
}
