/** `drawbridge package`: the Teams app package from appPackage/ and env/. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildAppPackage } from '../app-package.ts';
import { processEnvironment, readEnvFiles } from '../config.ts';
import type { Environment } from '../setting-reader.ts';

export interface PackageOptions {
  /** `env/.env.<env>` and `env/.env.<env>.user`; the process environment wins. */
  readonly env: string;
  /** The checkout. */
  readonly root?: string;
  readonly environment?: Environment;
  readonly print?: (line: string) => void;
}

/** @throws ConfigError, UsageError */
export function packageApp(options: PackageOptions): Promise<number> {
  const root = options.root ?? path.join(import.meta.dirname, '..', '..');
  const print = options.print ?? ((line) => process.stdout.write(`${line}\n`));
  const env = readEnvFiles(path.join(root, 'env'), options.env, options.environment ?? processEnvironment());
  const dir = path.join(root, 'appPackage');
  const { zip, file } = buildAppPackage({ env, envName: options.env, dir });
  const target = path.join(dir, 'build', file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, zip);
  print(`${path.relative(process.cwd(), target)}: ${zip.length} bytes`);
  return Promise.resolve(0);
}
