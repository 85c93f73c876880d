import type { Container, PodSpec } from './pod.js';

const volumeTypes = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

/**
 * What the restricted Pod Security Standard of Kubernetes has against a pod, on Linux. Source: "Pod Security Standards" of
 * Kubernetes' documentation; the parts for AppArmor, SELinux and Windows, of which the chart sets nothing, are left out.
 */
export function restrictedViolations(pod: PodSpec): readonly string[] {
  const containers = [...pod.containers, ...(pod.initContainers ?? [])];
  return [
    ...['hostNetwork', 'hostPID', 'hostIPC'].filter((field) => pod[field as keyof PodSpec] === true),
    ...((pod.securityContext?.sysctls ?? []).length > 0 ? ['sysctls'] : []),
    ...(pod.volumes ?? []).flatMap((volume) =>
      Object.keys(volume)
        .filter((field) => field !== 'name' && !volumeTypes.includes(field))
        .map((type) => `volume ${String(volume['name'])}: ${type}`),
    ),
    ...containers.flatMap((container) =>
      violationsOf(container, pod).map((violation) => `container ${container.name}: ${violation}`),
    ),
  ];
}

function violationsOf({ securityContext: own = {}, ports = [] }: Container, pod: PodSpec): readonly string[] {
  const context = { ...pod.securityContext, ...own };
  const seccomp = context.seccompProfile?.type ?? '';
  const rules: readonly (readonly [string, boolean])[] = [
    ['privileged', own.privileged === true],
    ['allowPrivilegeEscalation', own.allowPrivilegeEscalation !== false],
    ['runAsNonRoot', context.runAsNonRoot !== true],
    ['runAsUser', context.runAsUser === 0],
    ['seccompProfile', !['RuntimeDefault', 'Localhost'].includes(seccomp)],
    ['capabilities.drop', own.capabilities?.drop?.includes('ALL') !== true],
    ['capabilities.add', (own.capabilities?.add ?? []).some((name) => name !== 'NET_BIND_SERVICE')],
    ['procMount', (own.procMount ?? 'Default') !== 'Default'],
    ['hostPort', ports.some(({ hostPort = 0 }) => hostPort !== 0)],
  ];
  return rules.flatMap(([name, isViolated]) => (isViolated ? [name] : []));
}
