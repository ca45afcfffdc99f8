/** The manifests of ops/kubernetes: valid for Kubernetes, and in line with the program that they run. */
import { existsSync, readFileSync } from 'node:fs';
import { loadConfig } from '../../../src/cli/config.js';
import { settings, type Command, type Setting } from '../../../src/cli/settings.js';
import {
  FOLDER,
  manifestFiles,
  readManifests,
  readYaml,
  schemaFlaws,
  type Container,
  type Manifest,
  type Workload,
} from '../../support/kubernetes.js';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const manifests = readManifests();
const ofKind = <Spec = unknown>(kind: string): readonly Manifest<Spec>[] =>
  manifests.filter((one) => one.kind === kind) as Manifest<Spec>[];
const workloads = ofKind<Workload>('Deployment').map((one): [Command, Manifest<Workload>] => [
  one.metadata.name as Command,
  one,
]);
const [config] = ofKind('ConfigMap');
const [secret] = ofKind('Secret');
const [namespace] = ofKind('Namespace');

function containerOf({ spec }: Manifest<Workload>): Container {
  const [container, ...others] = spec.template.spec.containers;
  if (!container || others.length > 0) throw new Error('there is one container');
  return container;
}

/** The environment of the process, with a secret that has all its keys. */
function environmentOf(container: Container): Record<string, string> {
  const secrets: Readonly<Record<string, string>> = {
    DATABASE_URL: 'postgres://till:word@db.example:5432/till',
    CHAINTILL_SECRET_KEY: 'a key of the operator'.repeat(2),
    CHAINTILL_READ_DATABASE_URL: 'postgres://till:word@replica.example:5432/till',
    EVENTS_NATS_URL: 'nats://nats.example:4222',
  };
  return {
    ...config?.data,
    ...Object.fromEntries(
      container.env.map(({ name, value, valueFrom }) => [
        name,
        value ?? secrets[valueFrom?.secretKeyRef.key ?? ''] ?? '',
      ]),
    ),
  };
}

const portOf = (container: Container, name: string): number | undefined =>
  container.ports?.find((port) => port.name === name)?.containerPort;

describe('each manifest', () => {
  it.each(manifests.map((one): [string, Manifest] => [`${one.kind} ${one.metadata.name}`, one]))(
    '%s is what the schema of Kubernetes allows',
    (_name, { content }) => {
      expect(schemaFlaws(content)).toEqual([]);
    },
  );

  it.each<[string, string, unknown, string]>([
    ['a field of the pod', 'spec/template/spec/hostnetwork', true, 'hostnetwork is no field'],
    ['a field of a probe', 'spec/template/spec/containers/0/livenessProbe/period', 1, 'period is no field'],
    ['a field at the top', 'spce', {}, 'spce is no field'],
    ['a port as text', 'spec/template/spec/containers/0/ports/0/containerPort', '1', 'must be integer'],
    ['no selector', 'spec/selector', undefined, 'must have required property selector'],
    ['another version', 'apiVersion', 'apps/v1beta1', 'of no kind'],
  ])('is not with %s', (_what, path, value, flaw) => {
    const [, gateway] = workloads.find(([name]) => name === 'gateway') ?? [];
    const spoiled = structuredClone(gateway?.content) as Record<string, unknown>;
    const keys = path.split('/');
    const at = keys.slice(0, -1).reduce((value_, key) => value_[key] as Record<string, unknown>, spoiled);
    at[keys.at(-1) ?? ''] = value;
    expect(schemaFlaws(spoiled).join()).toContain(flaw);
  });

  it('is in the namespace, and part of it all', () => {
    for (const { kind, metadata } of manifests) {
      if (kind !== 'Namespace') expect(metadata.namespace).toBe(namespace?.metadata.name);
      if (kind !== 'Secret')
        expect(metadata.labels).toMatchObject({ 'app.kubernetes.io/part-of': 'chaintill' });
    }
  });
});

it('the kustomization lists each file but the examples, and the image by its version', () => {
  const [kustomization] = readYaml('kustomization.yaml') as [Record<string, unknown>];
  expect(kustomization).toEqual({
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    namespace: namespace?.metadata.name,
    resources: expect.any(Array) as string[],
    images: [
      {
        name: 'registry.example/chaintill',
        newName: expect.any(String) as string,
        newTag: version,
      },
    ],
  });
  const isExample = (file: string): boolean => file.endsWith('.example.yaml');
  expect((kustomization['resources'] as string[]).toSorted()).toEqual(
    manifestFiles()
      .filter((file) => !isExample(file))
      .toSorted(),
  );
  expect(manifestFiles().filter(isExample).toSorted()).toEqual([
    'ingress.example.yaml',
    'secret.example.yaml',
  ]);
});

it('nothing secret is in the files', () => {
  expect(secret?.file).toBe('secret.example.yaml');
  expect(Object.values(secret?.stringData ?? {}).join('')).toBe('');
  expect(secret?.data).toBeUndefined();
  const hidden = Object.values<Setting>(settings)
    .filter(({ flag }) => flag === null)
    .map(({ variable }) => variable);
  for (const variable of hidden) expect(config?.data).not.toHaveProperty(variable);
  for (const file of manifestFiles()) {
    const values = readFileSync(`${FOLDER}/${file}`, 'utf8').replace(/^\s*#.*$/gm, '');
    expect(values).not.toMatch(/:\/\/[^\s/]*:[^\s/]*@/);
  }
});

describe.each(workloads)('the %s', (name, workload) => {
  const container = containerOf(workload);
  const { spec } = workload;
  const pod = spec.template.spec;

  it('runs its command with a configuration that it accepts', () => {
    expect(container.command).toBeUndefined();
    expect(container.args).toEqual([name]);
    const settled = loadConfig(name, {}, environmentOf(container));
    expect(settled).toMatchObject({ network: 'liberland', databaseUrl: expect.any(String) as string });
    // As one that takes nothing but what must be set.
    const least = Object.fromEntries(
      Object.entries(environmentOf(container)).filter(
        ([variable]) =>
          container.env.find((one) => one.name === variable)?.valueFrom?.secretKeyRef.optional !== true,
      ),
    );
    expect(loadConfig(name, {}, least)).toMatchObject({ readDatabaseUrl: null, natsUrl: null });
  });

  it('is told by its variables what it takes, and is given no secret that it does not need', () => {
    const taken = Object.values<Setting>(settings)
      .filter(({ commands }) => commands.includes(name))
      .map(({ variable }) => variable);
    expect(container.envFrom).toEqual([{ configMapRef: { name: config?.metadata.name } }]);
    for (const { name: variable, valueFrom } of container.env) {
      expect(taken).toContain(variable);
      if (!valueFrom) continue;
      expect(valueFrom.secretKeyRef).toMatchObject({ name: secret?.metadata.name, key: variable });
      expect(secret?.stringData).toHaveProperty(variable);
    }
    // A service of the namespace must not become a setting by its name.
    expect(pod.enableServiceLinks).toBe(false);
  });

  it('selects its own pods', () => {
    expect(spec.selector.matchLabels).toEqual(spec.template.metadata.labels);
    for (const { labelSelector } of pod.topologySpreadConstraints ?? [])
      expect(labelSelector.matchLabels).toEqual(spec.selector.matchLabels);
    for (const [other, { spec: otherSpec }] of workloads) {
      if (other !== name) expect(otherSpec.template.metadata.labels).not.toEqual(spec.selector.matchLabels);
    }
  });

  it('may do as little as the image needs', () => {
    const dockerfile = readFileSync('Dockerfile', 'utf8');
    // The images of Node have its user under this number.
    expect(dockerfile).toMatch(/^FROM node:\S+$/m);
    expect(dockerfile).toMatch(/^USER node$/m);
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 1000,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(pod.automountServiceAccountToken).toBe(false);
    const mounts = container.volumeMounts.map((mount) => mount.name);
    expect(mounts.toSorted()).toEqual(pod.volumes.map((volume) => volume.name).toSorted());
    expect(container.volumeMounts.map(({ mountPath }) => mountPath)).toContain('/tmp');
    expect(container.resources).toEqual({
      requests: { cpu: expect.any(String) as string, memory: expect.any(String) as string },
      limits: { memory: expect.any(String) as string },
    });
  });

  it('is of this version', () => {
    expect(container.image).toBe(`registry.example/chaintill:${version}`);
  });

  it('has the time to end that it takes', () => {
    const drained = Number(container.lifecycle?.preStop.exec.command.at(-1) ?? 0);
    // src/cli/run.ts, and src/cli/indexer/node.ts for SubQuery.
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(drained + 15 + 20);
  });
});

describe('probes', () => {
  const container = (name: string): Container => {
    const [, workload] = workloads.find(([one]) => one === name) ?? [];
    if (!workload) throw new Error(`there is no ${name}`);
    return containerOf(workload);
  };

  it('ask the gateway where it listens, and start it again only when it does not answer at all', () => {
    const gateway = container('gateway');
    const { port, host, metrics } = loadConfig('gateway', {}, environmentOf(gateway));
    expect([host, portOf(gateway, 'http'), portOf(gateway, 'metrics')]).toEqual([
      '0.0.0.0',
      port,
      metrics?.port,
    ]);
    expect(gateway.startupProbe?.httpGet).toEqual({ path: '/live', port: 'http' });
    expect(gateway.livenessProbe?.httpGet).toEqual({ path: '/live', port: 'http' });
    expect(gateway.readinessProbe?.httpGet).toEqual({ path: '/health', port: 'http' });
  });

  it('ask the notifier where it listens, and start it again only when it is stuck', () => {
    const notifier = container('notifier');
    const { health, metrics } = loadConfig('notifier', {}, environmentOf(notifier));
    expect([health?.host, portOf(notifier, 'health'), portOf(notifier, 'metrics')]).toEqual([
      '0.0.0.0',
      health?.port,
      metrics?.port,
    ]);
    expect(notifier.startupProbe?.httpGet).toEqual({ path: '/live', port: 'health' });
    expect(notifier.livenessProbe?.httpGet).toEqual({ path: '/live', port: 'health' });
    expect(notifier.readinessProbe?.httpGet).toEqual({ path: '/health', port: 'health' });
  });

  it('ask the indexer from within, and never start it again', () => {
    const indexer = container('indexer');
    const { indexerPort, data } = loadConfig('indexer', {}, environmentOf(indexer));
    expect(indexer.readinessProbe?.exec?.command).toEqual([
      ...['node', 'dist/cli/main.js', 'health', `http://127.0.0.1:${indexerPort}/health`],
    ]);
    expect([indexer.ports, indexer.livenessProbe, indexer.startupProbe]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(indexer.volumeMounts.map(({ mountPath }) => mountPath)).toContain(data);
  });

  it('are of paths that the program answers', () => {
    expect(readFileSync('src/gateway/app.ts', 'utf8')).toMatch(
      /'\/live'[^]*'\/health'|'\/health'[^]*'\/live'/,
    );
    expect(readFileSync('src/cli/notifier-health.ts', 'utf8')).toMatch(/'\/live'[^]*'\/health'/);
  });
});

it('there is one indexer at a time, and two of the others, of which one is always there', () => {
  expect(
    Object.fromEntries(workloads.map(([name, { spec }]) => [name, [spec.replicas, spec.strategy.type]])),
  ).toEqual({ indexer: [1, 'Recreate'], gateway: [2, 'RollingUpdate'], notifier: [2, 'RollingUpdate'] });
  const budgets = ofKind<{ minAvailable: number; selector: Workload['selector'] }>('PodDisruptionBudget');
  expect(budgets.map(({ metadata, spec }) => [metadata.name, spec.minAvailable])).toEqual([
    ['gateway', 1],
    ['notifier', 1],
  ]);
  for (const { metadata, spec } of budgets) {
    const [, workload] = workloads.find(([name]) => name === metadata.name) ?? [];
    expect(spec.selector.matchLabels).toEqual(workload?.spec.template.metadata.labels);
  }
});

it('the service and the ingress lead to the gateway, and Prometheus to the metrics', () => {
  const labels = Object.fromEntries(
    workloads.map(([name, { spec }]) => [name, spec.template.metadata.labels]),
  );
  const [service] = ofKind<{ selector: object; ports: { name: string; targetPort: string }[] }>('Service');
  expect(service?.spec.selector).toEqual(labels['gateway']);
  expect(service?.spec.ports).toEqual([{ name: 'http', port: 80, targetPort: 'http' }]);
  const ingress = JSON.stringify(ofKind('Ingress'));
  expect(ingress).toContain(
    JSON.stringify({ service: { name: service?.metadata.name, port: { name: 'http' } } }),
  );
  for (const [name, workload] of workloads.filter(([one]) => one !== 'indexer')) {
    expect([name, workload.spec.template.metadata.annotations]).toEqual([
      name,
      {
        'prometheus.io/scrape': 'true',
        'prometheus.io/port': String(portOf(containerOf(workload), 'metrics')),
        'prometheus.io/path': '/metrics',
      },
    ]);
  }
});

it('the network policies let in clients to the gateway, Prometheus to metrics, and nobody else', () => {
  interface Policy {
    readonly podSelector: {
      readonly matchLabels?: Readonly<Record<string, string>>;
      readonly matchExpressions?: readonly { readonly values: readonly string[] }[];
    };
    readonly policyTypes: readonly string[];
    readonly ingress?: readonly {
      readonly from?: readonly unknown[];
      readonly ports: readonly { readonly port: string }[];
    }[];
  }
  const policies = ofKind<Policy>('NetworkPolicy').map(({ spec }) => spec);
  const applies = ({ podSelector }: Policy, labels: Readonly<Record<string, string>>): boolean =>
    Object.entries(podSelector.matchLabels ?? {}).every(([key, value]) => labels[key] === value) &&
    (podSelector.matchExpressions ?? []).every(({ values }) =>
      values.includes(labels['app.kubernetes.io/name'] ?? ''),
    );
  const open = Object.fromEntries(
    workloads.map(([name, workload]) => {
      const ingress = policies.filter(
        (policy) =>
          policy.policyTypes.includes('Ingress') && applies(policy, workload.spec.template.metadata.labels),
      );
      expect([name, ingress.length > 0]).toEqual([name, true]);
      const rules = ingress.flatMap((policy) => policy.ingress ?? []);
      return [
        name,
        rules.flatMap(({ from, ports }) =>
          ports.map(({ port }) => {
            expect(portOf(containerOf(workload), port)).toBeDefined();
            return `${port}${from ? ' from some' : ''}`;
          }),
        ),
      ];
    }),
  );
  expect(open).toEqual({
    indexer: [],
    gateway: ['http', 'metrics from some'],
    notifier: ['metrics from some'],
  });
});

it('every variable of the config map is a setting', () => {
  const variables = Object.values<Setting>(settings).map(({ variable }) => variable);
  for (const variable of Object.keys(config?.data ?? {})) expect(variables).toContain(variable);
  expect(existsSync(`networks/${config?.data?.['CHAINTILL_NETWORK']}.json`)).toBe(true);
});

it('docs/kubernetes.md makes the secret that the pods look for, and runs files that are there', () => {
  const page = readFileSync('docs/kubernetes.md', 'utf8');
  const [, name] = /create secret generic (\S+)/.exec(page) ?? [];
  expect(name).toBe(secret?.metadata.name);
  const [, form = ''] = /```ini\n([^]*?)```/.exec(page) ?? [];
  const keys = [...form.matchAll(/^([A-Z_]+)=/gm)].map(([, key]) => key);
  const needed = workloads.flatMap(([, workload]) =>
    containerOf(workload).env.flatMap(({ valueFrom }) =>
      valueFrom && valueFrom.secretKeyRef.optional !== true ? [valueFrom.secretKeyRef.key] : [],
    ),
  );
  expect(keys.toSorted()).toEqual([...new Set(needed)].toSorted());
  for (const file of manifestFiles()) expect(page).toContain(`\`${file}\``);
});
