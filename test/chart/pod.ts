import type { KubernetesObject } from './helm.js';

export interface Container {
  readonly name: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly securityContext?: SecurityContext;
  readonly ports?: readonly { readonly hostPort?: number }[];
}

export interface SecurityContext {
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly privileged?: boolean;
  readonly allowPrivilegeEscalation?: boolean;
  readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
  readonly seccompProfile?: { readonly type: string };
  readonly procMount?: string;
}

export interface PodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly volumes?: readonly Readonly<Record<string, unknown>>[];
  readonly securityContext?: SecurityContext & { readonly sysctls?: readonly unknown[] };
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
}

/** The pods of a rendered chart: of the StatefulSet or Deployment, and of `helm test`. */
export function podsOf(objects: readonly KubernetesObject[]): readonly PodSpec[] {
  return objects.flatMap(({ kind, spec }) => {
    if (kind === 'Pod') return [spec as PodSpec];
    if (kind === 'StatefulSet' || kind === 'Deployment')
      return [(spec as { template: { spec: PodSpec } }).template.spec];
    return [];
  });
}

/** The container that runs the exporter. */
export function exporterOf(objects: readonly KubernetesObject[]): Container {
  const all = podsOf(objects).flatMap(({ containers }) => containers);
  const exporter = all.find(({ name }) => name === 'exporter');
  if (exporter === undefined) throw new Error('no container is called exporter');
  return exporter;
}
