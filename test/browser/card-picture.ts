/** Pictures of cards, drawn by Microsoft's own renderer in Teams-like colours: light and dark. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

export type Theme = 'light' | 'dark';

interface Look {
  readonly page: string;
  readonly card: string;
  readonly text: string;
  readonly subtle: string;
  readonly line: string;
  /** Background of the container styles. */
  readonly emphasis: string;
  readonly good: string;
  readonly warning: string;
  readonly attention: string;
  readonly accent: string;
  /** Text in those colours. */
  readonly goodText: string;
  readonly warningText: string;
  readonly attentionText: string;
  readonly accentText: string;
}

const LOOKS: Readonly<Record<Theme, Look>> = {
  light: {
    page: '#f5f5f5',
    card: '#ffffff',
    text: '#242424',
    subtle: '#616161',
    line: '#e0e0e0',
    emphasis: '#f5f5f5',
    good: '#e7f2da',
    warning: '#fbe8cf',
    attention: '#fce4e7',
    accent: '#e8ebfa',
    goodText: '#237b4b',
    warningText: '#8a5300',
    attentionText: '#c4314b',
    accentText: '#5b5fc7',
  },
  dark: {
    page: '#141414',
    card: '#292929',
    text: '#ffffff',
    subtle: '#adadad',
    line: '#3d3d3d',
    emphasis: '#1f1f1f',
    good: '#1c3322',
    warning: '#463100',
    attention: '#47161e',
    accent: '#2b2b52',
    goodText: '#92c353',
    warningText: '#f8d22a',
    attentionText: '#f9526b',
    accentText: '#9299f7',
  },
};

const RENDERER = path.join(
  path.dirname(fileURLToPath(import.meta.resolve('adaptivecards/package.json'))),
  'dist',
  'adaptivecards.min.js',
);

/** A card as PNG, `width` pixels wide (a phone shows 320, a Teams chat about 500). */
export async function cardPicture(page: Page, card: unknown, theme: Theme, width: number): Promise<Buffer> {
  const look = LOOKS[theme];
  await page.setContent(`<!doctype html><style>
    body { margin: 0; background: ${look.page}; font-family: 'Segoe UI', 'Noto Sans', 'Noto Color Emoji', sans-serif; }
    #card { width: ${width}px; margin: 12px; background: ${look.card}; border: 1px solid ${look.line};
      border-radius: 6px; overflow: hidden; display: inline-block; }
    .ac-actionSet { flex-wrap: wrap; row-gap: 8px; }
    .ac-pushButton { font: 600 14px 'Segoe UI', 'Noto Sans', sans-serif; padding: 6px 14px; border-radius: 4px;
      border: 1px solid ${look.line}; background: ${look.card}; color: ${look.text}; }
    .ac-pushButton.style-positive { background: #5b5fc7; color: #fff; border-color: #5b5fc7; }
    .ac-pushButton.style-destructive { background: #c50f1f; color: #fff; border-color: #c50f1f; }
    /* The phone clients are native and break a long word, such as a sign-in name, rather than cut it. */
    .ac-fact-value, .ac-fact-value * { overflow-wrap: anywhere !important; }
    .ac-input { font: 14px 'Segoe UI', 'Noto Sans', sans-serif; padding: 6px; background: ${look.emphasis};
      color: ${look.text}; border: 1px solid ${look.line}; border-radius: 4px; }
  </style><div id="card"></div>`);
  await page.addScriptTag({ path: RENDERER });
  await page.evaluate(drawInPage, { card, config: hostConfig(look) });
  return page.locator('#card').screenshot();
}

/** How wide the card just drawn is, and how wide what is in it: more = something is cut off at the side. */
export function cardWidths(page: Page): Promise<{ readonly content: number; readonly shown: number }> {
  return page.evaluate(() => {
    const { document } = globalThis as unknown as PageGlobals;
    const { scrollWidth, clientWidth } = document.getElementById('card');
    return { content: scrollWidth, shown: clientWidth };
  });
}

/** What the page's own script and the renderer put there; this project is compiled without a browser's types. */
interface PageGlobals {
  readonly AdaptiveCards: {
    readonly AdaptiveCard: {
      new (): { hostConfig: unknown; parse(card: unknown): void; render(): unknown };
      onProcessMarkdown: (text: string, result: { outputHtml?: string; didProcess: boolean }) => void;
    };
    readonly HostConfig: new (config: object) => unknown;
  };
  readonly document: {
    getElementById(id: string): {
      replaceChildren(child: unknown): void;
      readonly scrollWidth: number;
      readonly clientWidth: number;
    };
  };
}

/** Runs in the page. The texts hold no markdown, only its escapes. */
function drawInPage({ card, config }: { card: unknown; config: object }): void {
  const { AdaptiveCards, document } = globalThis as unknown as PageGlobals;
  AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
    const html = text.replace(/&/g, '&amp;').replace(/\\?</g, '&lt;');
    result.outputHtml = html.replace(/\\([\\*_[\]`~])/g, '$1');
    result.didProcess = true;
  };
  const drawn = new AdaptiveCards.AdaptiveCard();
  drawn.hostConfig = new AdaptiveCards.HostConfig(config);
  drawn.parse(card);
  document.getElementById('card').replaceChildren(drawn.render());
}

function hostConfig(look: Look): object {
  const color = (value: string): object => ({ default: value, subtle: look.subtle });
  const foregroundColors = {
    default: color(look.text),
    dark: color(look.text),
    light: color(look.text),
    accent: color(look.accentText),
    good: color(look.goodText),
    warning: color(look.warningText),
    attention: color(look.attentionText),
  };
  const style = (backgroundColor: string): object => ({ backgroundColor, foregroundColors });
  return {
    fontFamily: "'Segoe UI', 'Noto Sans', 'Noto Color Emoji', sans-serif",
    spacing: { small: 6, default: 10, medium: 14, large: 18, extraLarge: 24, padding: 16 },
    separator: { lineThickness: 1, lineColor: look.line },
    fontSizes: { small: 12, default: 14, medium: 16, large: 18, extraLarge: 24 },
    supportsInteractivity: true,
    containerStyles: {
      default: style(look.card),
      emphasis: style(look.emphasis),
      good: style(look.good),
      warning: style(look.warning),
      attention: style(look.attention),
      accent: style(look.accent),
    },
    actions: {
      maxActions: 6,
      spacing: 'default',
      buttonSpacing: 8,
      actionsOrientation: 'horizontal',
      actionAlignment: 'left',
    },
    factSet: { title: { weight: 'bolder', wrap: true, maxWidth: 150 }, value: { wrap: true }, spacing: 12 },
  };
}
