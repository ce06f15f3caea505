/** The page: fetches what is to be drawn, draws it, and says on the body when it has, or why it cannot. */
import '@fontsource/inter/400.css';
import '@fontsource/inter/500.css';
import '@fontsource/roboto-mono/400.css';

import { createTheme, dateTime, type TimeRange } from '@grafana/data';
import { initPluginTranslations } from '@grafana/i18n';
import { createRoot } from 'react-dom/client';

import type { Drawing } from '../../picture-drawing';
import { prepared } from './answers';
import { Dashboard } from './dashboard';
import { fillRegistries } from './registries';

/** Milliseconds without a change after which nothing more is to come: sizes are measured, and drawn anew, a few times. */
const STILL = 400;

function untilStill(root: Node): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      observer.disconnect();
      resolve();
    };
    let timer = setTimeout(done, STILL);
    const observer = new MutationObserver(() => {
      clearTimeout(timer);
      timer = setTimeout(done, STILL);
    });
    observer.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
  });
}

async function draw(root: HTMLElement): Promise<void> {
  const index = new URLSearchParams(location.search).get('drawing') ?? '';
  const drawing = (await (await fetch(`/drawing/${index}.json`)).json()) as Drawing;
  await initPluginTranslations('grafana');
  fillRegistries();
  await Promise.all(
    ['400 14px Inter', '500 14px Inter', '400 14px "Roboto Mono"'].map((font) => document.fonts.load(font)),
  );
  const theme = createTheme({ colors: { mode: drawing.theme } });
  const from = dateTime(drawing.from);
  const to = dateTime(drawing.to);
  const timeRange: TimeRange = { from, to, raw: { from, to } };
  const panels = await Promise.all(drawing.panels.map((panel) => prepared(panel, theme, timeRange)));
  await new Promise<void>((resolve, reject) => {
    createRoot(root, { onUncaughtError: reject, onCaughtError: reject }).render(
      <Dashboard drawing={drawing} panels={panels} theme={theme} timeRange={timeRange} />,
    );
    void untilStill(root).then(resolve);
  });
}

const root = document.getElementById('root');
if (root !== null) {
  draw(root).then(
    () => {
      document.body.dataset['drawn'] = 'true';
    },
    (error: unknown) => {
      document.body.dataset['failed'] = error instanceof Error ? (error.stack ?? error.message) : String(error);
    },
  );
}
