/**
 * `npm start` as a person sees it: two Playground windows in a headless Chromium, a question, a request, an approval.
 * With UPDATE_IMAGES=1 it also draws the pictures of docs/images.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cardPicture } from './card-picture.ts';
import { CHROMIUM, startBrowser } from './playground-window.ts';
import type { Browser, PlaygroundWindow } from './playground-window.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const IMAGES = path.join(ROOT, 'docs', 'images');
const RESPONDER = 'http://localhost:56150';
const APPROVER = 'http://localhost:56151';

describe('the demo in a browser', function () {
  // An isolation is proved two and a half minutes after it took hold, in real time.
  this.timeout(360_000);
  let demo: Demo;
  let browser: Browser;
  let responder: PlaygroundWindow;
  let approver: PlaygroundWindow;

  before(async function () {
    if (!existsSync(CHROMIUM)) {
      process.stderr.write(
        `SKIPPED: the browser test needs ${CHROMIUM}; the demo was not tried in a browser\n`,
      );
      this.skip();
    }
    demo = await startDemo();
    browser = await startBrowser();
    approver = await browser.open(APPROVER);
    responder = await browser.open(RESPONDER);
  });
  after(async () => {
    // The browser goes first: the Playground would wait for its connections.
    await (browser as Browser | undefined)?.close();
    await (demo as Demo | undefined)?.stop();
  });

  it('answers a question about a device', async () => {
    await responder.say('is FIN-LT-042 compliant and risky');
    const card = responder.cards.filter({ hasText: 'FIN-LT-042' }).last();
    await card.getByText('High risk and compliant').waitFor();
    await draw(browser, responder.lastCard(), 'device-answer');
  });

  it('asks for isolation, shows the request to both, and follows it after the approval in both windows', async () => {
    await responder.say('isolate FIN-LT-042 because of the credential theft alert');
    const asked = responder.cards.filter({ hasText: 'Waiting for approval' }).last();
    await asked.waitFor();
    assert.equal(
      await asked.getByRole('button', { name: 'Approve' }).count(),
      0,
      'not for the person who asked',
    );
    const waiting = approver.cards.filter({ hasText: 'Waiting for approval' }).last();
    await waiting.waitFor();
    await draw(browser, approver.lastCard(), 'approval-request');
    await approver.page.bringToFront();
    if (drawing()) await approver.page.screenshot({ path: path.join(IMAGES, 'playground-approver.png') });
    await waiting.getByRole('button', { name: 'Approve' }).click();
    for (const window of [approver, responder]) {
      await window.cards.filter({ hasText: 'Done and verified' }).last().waitFor({ timeout: 300_000 });
      assert.equal(await window.cards.filter({ hasText: 'Waiting for approval' }).count(), 0);
    }
    const done = responder.cards.filter({ hasText: 'Done and verified' }).last();
    assert.match(await done.innerText(), /Tomas Ng approved/);
    // The person who asked is told the end in words; the approver's newest card is the request.
    await responder.cards.filter({ hasText: 'isolated, verified' }).last().waitFor();
    await draw(browser, approver.lastCard(), 'request-done');
  });

  it('tells why somebody is kept out', async () => {
    await responder.say("why can't diego get into teams");
    await responder.cards.filter({ hasText: 'Diego Siciliani' }).last().waitFor();
    await draw(browser, responder.lastCard(), 'access-answer');
  });

  it('asks the next question with a button', async () => {
    await responder.say('is FIN-LT-042 compliant and risky');
    const before = await responder.cards.count();
    await responder.cards.filter({ hasText: 'isolated' }).last().waitFor();
    await responder.cards.last().getByRole('button').last().click();
    await responder.cards.nth(before).waitFor();
  });

  it('lets choose between people of one name, and says why something cannot be done', async () => {
    await responder.say('how is alex');
    await responder.cards.filter({ hasText: 'Alex Wilber' }).last().waitFor();
    await draw(browser, responder.lastCard(), 'choice');
    await responder.say('isolate SAL-LT-020');
    const notice = responder.cards.filter({ hasText: 'SAL-LT-020 cannot be isolated' }).last();
    await notice.getByRole('button', { name: 'Is SAL-LT-020 compliant and risky?' }).waitFor();
    await draw(browser, responder.lastCard(), 'notice');
  });

  it('answers in a channel thread when it is mentioned', async () => {
    await responder.openChannel('Response');
    await responder.postToBot('is FIN-LT-042 risky');
    await responder.cards
      .filter({ hasText: 'FIN-LT-042 is isolated' })
      .or(responder.cards.filter({ hasText: 'High risk' }))
      .first()
      .waitFor();
  });
});

function drawing(): boolean {
  return process.env['UPDATE_IMAGES'] === '1';
}

async function draw(browser: Browser, card: unknown, name: string): Promise<void> {
  if (!drawing()) return;
  const page = await browser.blank();
  for (const theme of ['light', 'dark'] as const) {
    writeFileSync(path.join(IMAGES, `${name}-${theme}.png`), await cardPicture(page, card, theme, 500));
  }
  writeFileSync(path.join(IMAGES, `${name}-phone.png`), await cardPicture(page, card, 'light', 320));
  await page.close();
}

interface Demo {
  stop(): Promise<void>;
}

async function startDemo(): Promise<Demo> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'drawbridge-browser-'));
  const child = spawn(process.execPath, ['src/cli.ts', 'demo', '--port', '0'], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await ready(child);
  return {
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const listen = (data: Buffer): void => {
      said += data.toString('utf8');
      if (said.includes('Five sentences to try')) resolve();
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('exit', (code) => {
      reject(new Error(`the demo ended with ${code ?? 'a signal'}: ${said}`));
    });
  });
}
