/** When a command that runs on has been told to stop. */
import type { Environment } from '../setting-reader.ts';

const LOOK_MS = 500;

/**
 * Resolves on the first SIGINT or SIGTERM; a second one ends the process at once. Under an npm script there is a shell
 * between npm and us that does not hand signals on: there, the shell's end means the same.
 */
export function untilStopped(environment: Environment): Promise<string> {
  return new Promise((resolve) => {
    const stop = (why: string): void => {
      process.once('SIGINT', () => process.exit(1));
      process.once('SIGTERM', () => process.exit(1));
      resolve(why);
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
    if (environment['npm_lifecycle_event'] === undefined) return;
    const shell = process.ppid;
    const watch = setInterval(() => {
      if (process.ppid === shell) return;
      clearInterval(watch);
      stop('the npm script ended');
    }, LOOK_MS);
    watch.unref();
  });
}
