import type { InheritedSocket } from '../../core/listen-place.js';

/** The first one that systemd passes; see sd_listen_fds(3). */
const firstFd = 3;

interface Process {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly pid: number;
}

/**
 * The sockets that systemd has opened for this process.
 * @throws Error when there are none
 */
export function systemdSockets({ env, pid }: Process): readonly InheritedSocket[] {
  const count = Number(env['LISTEN_FDS'] ?? 0);
  // They may be meant for a process that has started this one.
  const isMeant = env['LISTEN_PID'] === String(pid);
  if (!isMeant || !Number.isInteger(count) || count < 1) {
    throw new Error('web.systemdSocket: systemd has passed no socket (LISTEN_PID and LISTEN_FDS)');
  }
  return Array.from({ length: count }, (_, index) => ({ fd: firstFd + index }));
}
