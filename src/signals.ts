export const exitCodes = { success: 0, failure: 1, usage: 2 } as const;

const stopDeadlineMs = 9_000;

/** Says what is wrong and ends the process at once. */
export function exitWith(code: number, message: string): never {
  process.stderr.write(message.endsWith('\n') ? message : `${message}\n`);
  process.exit(code);
}

/** Ends the process at the first SIGTERM or SIGINT, for as long as there is nothing to clean up. */
export function endAtStopSignals(): void {
  process.on('SIGTERM', endAtOnce).on('SIGINT', endAtOnce);
}

function endAtOnce(): never {
  process.exit(exitCodes.failure);
}

/** Resolves at the first SIGTERM or SIGINT; a second one ends the process at once. */
export function untilStopSignal(): Promise<void> {
  process.off('SIGTERM', endAtOnce).off('SIGINT', endAtOnce);
  return new Promise((resolve) => {
    let signals = 0;
    const onSignal = () => {
      signals += 1;
      if (signals > 1) process.exit(exitCodes.failure);
      resolve();
    };
    process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
  });
}

/** Whatever can be reloaded. */
interface Reloadable {
  reload(): Promise<unknown>;
}

/** Reloads at each SIGHUP. One that comes before the exporter runs waits until it is said to. */
export function reloadingOnHangUp(): (app: Reloadable) => void {
  let app: Reloadable | undefined;
  let isWaiting = false;
  process.on('SIGHUP', () => {
    isWaiting = app === undefined;
    void app?.reload();
  });
  return (running) => {
    app = running;
    if (isWaiting) void app.reload();
  };
}

/** Runs the clean-up, within its time, and ends the process. */
export async function endWith(cleanUp: () => Promise<void>): Promise<never> {
  setTimeout(() => exitWith(exitCodes.failure, 'stopping took too long'), stopDeadlineMs).unref();
  await cleanUp();
  // Explicit, because the AWS SDK leaves timers behind that would hold the process for seconds.
  process.exit(exitCodes.success);
}
