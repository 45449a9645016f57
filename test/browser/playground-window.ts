/** One Agents Playground window in a headless Chromium. Selectors: @microsoft/m365agentsplayground 0.2.28. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import type { BrowserContext, Locator, Page } from 'playwright-core';

export const CHROMIUM = '/usr/bin/chromium';

export interface Browser {
  open(url: string): Promise<PlaygroundWindow>;
  /** A page for pictures; nothing of the Playground in it. */
  blank(): Promise<Page>;
  close(): Promise<void>;
}

export interface PlaygroundWindow {
  readonly page: Page;
  /** All cards of the conversation shown, oldest first. */
  readonly cards: Locator;
  /** What was sent last that is a card, as the bot sent it. */
  lastCard(): unknown;
  say(sentence: string): Promise<void>;
  /** Opens a channel of the Playground's team. */
  openChannel(name: string): Promise<void>;
  /** A new post in the channel, to the bot. */
  postToBot(sentence: string): Promise<void>;
}

export async function startBrowser(): Promise<Browser> {
  const profile = mkdtempSync(path.join(tmpdir(), 'drawbridge-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    headless: true,
    viewport: { width: 1000, height: 1100 },
    deviceScaleFactor: 1.5,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  // The Playground's page asks a font host; nothing may leave this machine.
  await context.route(
    (url) => url.hostname !== 'localhost',
    (route) => route.abort(),
  );
  return {
    open: (url) => openWindow(context, url),
    blank: () => context.newPage(),
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

async function openWindow(context: BrowserContext, url: string): Promise<PlaygroundWindow> {
  const page = await context.newPage();
  let last: unknown = null;
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => {
      last = cardIn(String(payload)) ?? last;
    });
  });
  await page.goto(url);
  const cards = page.locator('.ac-adaptiveCard');
  // Opening the window installs the app, and the bot greets.
  await cards.first().waitFor();
  await page.getByTitle('Hide log panel').click();
  const editor = page.locator('[data-lexical-editor=true]').first();
  return {
    page,
    cards,
    lastCard: () => last,
    async say(sentence) {
      await editor.click();
      await editor.pressSequentially(sentence);
      await page.keyboard.press('Enter');
    },
    async openChannel(name) {
      await page.getByTitle('Toggle app bar and conversation window').click();
      await page.getByText(name, { exact: true }).click();
      await page.getByText('Start a new post').waitFor();
    },
    async postToBot(sentence) {
      await editor.click();
      await editor.pressSequentially('@Draw');
      await page.locator('#typeahead-menu [role=menuitem]').click();
      await editor.pressSequentially(` ${sentence}`);
      await page.getByRole('button', { name: 'Post' }).click();
    },
  };
}

/** `{"action":"createMessage"|"updateMessage"…,"message":{"attachments":[{"content":card}]}}` */
function cardIn(frame: string): unknown {
  if (!frame.startsWith('{"action":')) return null;
  const { message } = JSON.parse(frame) as { message?: { attachments?: readonly { content?: unknown }[] } };
  return message?.attachments?.[0]?.content ?? null;
}
