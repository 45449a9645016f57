import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { ConfigError } from '../../src/errors.ts';
import { packageApp } from '../../src/cli/package-command.ts';

const APP_PACKAGE = path.join(import.meta.dirname, '..', '..', 'appPackage');
const BOT_ID = '99999999-aaaa-4bbb-8ccc-000000000001';
const ENV = `BOT_ID=${BOT_ID}
TEAMS_APP_ID=99999999-aaaa-4bbb-8ccc-000000000002
ORGANIZATION_NAME=Contoso
ORGANIZATION_URL=https://contoso.example
PRIVACY_URL=https://contoso.example/privacy
TERMS_URL=https://contoso.example/terms
APP_NAME_SUFFIX=-dev
`;

describe('drawbridge package', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'drawbridge-package-'));
    mkdirSync(path.join(root, 'env'));
    for (const file of ['manifest.json', 'color.png', 'outline.png']) {
      cpSync(path.join(APP_PACKAGE, file), path.join(root, 'appPackage', file));
    }
    writeFileSync(path.join(root, 'env', '.env.dev'), ENV);
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  const run = (environment: Record<string, string> = {}): Promise<number> =>
    packageApp({ env: 'dev', root, environment, print: () => undefined });
  const zip = (): Buffer => readFileSync(path.join(root, 'appPackage', 'build', 'appPackage.dev.zip'));
  const manifest = (): Record<string, unknown> =>
    JSON.parse(strFromU8(unzipSync(zip())['manifest.json']!)) as Record<string, unknown>;
  const faults = async (environment: Record<string, string> = {}): Promise<readonly string[]> => {
    try {
      await Promise.resolve().then(() => run(environment));
    } catch (error) {
      assert.ok(error instanceof ConfigError);
      return error.faults.map((fault) => `${fault.name}: ${fault.problem}`);
    }
    return [];
  };

  it('zips the manifest and both icons at the root, with every variable filled in', async () => {
    assert.equal(await run(), 0);
    assert.deepEqual(Object.keys(unzipSync(zip())).sort(), ['color.png', 'manifest.json', 'outline.png']);
    assert.doesNotMatch(JSON.stringify(manifest()), /\$\{\{/);
    assert.deepEqual(manifest()['name'], {
      short: 'Drawbridge-dev',
      full: 'Drawbridge: device and access answers, approved response',
    });
  });

  it('builds the same bytes twice', async () => {
    await run();
    const first = zip();
    await run();
    assert.ok(first.equals(zip()));
  });

  it('lets the process environment win over the files', async () => {
    await run({ ORGANIZATION_NAME: 'Fabrikam' });
    assert.equal((manifest()['developer'] as { name: string }).name, 'Fabrikam');
  });

  it('takes the bot id for the app id when there is none', async () => {
    writeFileSync(path.join(root, 'env', '.env.dev'), ENV.replace(/^TEAMS_APP_ID.*\n/m, ''));
    await run();
    assert.equal(manifest()['id'], BOT_ID);
  });

  it('names every missing variable at once', async () => {
    writeFileSync(path.join(root, 'env', '.env.dev'), '');
    const names = (await faults()).map((fault) => fault.split(':')[0]);
    assert.deepEqual(names, [
      'TEAMS_APP_ID',
      'ORGANIZATION_NAME',
      'ORGANIZATION_URL',
      'PRIVACY_URL',
      'TERMS_URL',
      'BOT_ID',
    ]);
  });

  it('refuses what Teams would refuse', async () => {
    const found = await faults({
      BOT_ID: 'not-a-guid',
      PRIVACY_URL: 'http://contoso.example',
      APP_NAME_SUFFIX: ' of the whole wide organisation',
    });
    assert.deepEqual(
      found.map((fault) => fault.split(':')[0]),
      ['manifest.json developer.privacyUrl', 'manifest.json name.short', 'manifest.json bots.0.botId'],
    );
  });

  it('does not let a value change the structure of the manifest', async () => {
    await run({ ORGANIZATION_NAME: 'A", "mpnId": "1' });
    assert.equal((manifest()['developer'] as { name: string }).name, 'A", "mpnId": "1');
  });

  it('refuses members that the schema does not know', async () => {
    const file = path.join(root, 'appPackage', 'manifest.json');
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace('"accentColor"', '"colour": "#fff", "accentColor"'),
    );
    assert.equal((await faults()).length, 1);
  });

  it('checks that the icons are PNGs of the right size', async () => {
    cpSync(path.join(root, 'appPackage', 'outline.png'), path.join(root, 'appPackage', 'color.png'));
    writeFileSync(path.join(root, 'appPackage', 'outline.png'), 'GIF89a');
    assert.deepEqual(await faults(), ['color.png: is 32 by 32 pixels', 'outline.png: is not a PNG']);
  });
});
