/** The whole page: title and variables, rows, panels in their frames, and the caption. */
import { EventBusSrv, ThemeContext, type GrafanaTheme2, type TimeRange } from '@grafana/data';
import { GlobalStyles, Icon, PanelChrome, PanelContextProvider, PortalContainer, type PanelContext } from '@grafana/ui';
import type { CSSProperties } from 'react';

import type { Drawing } from '../../picture-drawing';
import type { PreparedPanel } from './answers';
import { Visualization, WITHOUT_PADDING } from './visualization';

interface Props {
  readonly drawing: Drawing;
  readonly panels: readonly PreparedPanel[];
  readonly theme: GrafanaTheme2;
  readonly timeRange: TimeRange;
}

const bus = new EventBusSrv();
const context: PanelContext = {
  eventBus: bus,
  eventsScope: 'picture',
  onSeriesColorChange: () => undefined,
  onToggleSeriesVisibility: () => undefined,
  canAddAnnotations: () => false,
};

const utc = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ');

export function Dashboard({ drawing, panels, theme, timeRange }: Props) {
  const { title, caption, width, height, from, to } = drawing;
  return (
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      <PanelContextProvider value={context}>
        <div
          style={{
            width,
            padding: '12px 0 10px',
            background: theme.colors.background.canvas,
            color: theme.colors.text.primary,
          }}
        >
          <div style={{ display: 'flex', justifyContent: 'space-between', padding: '0 8px 4px' }}>
            <h4 style={{ margin: 0 }}>{title}</h4>
            <span style={{ color: theme.colors.text.secondary }}>
              {utc(from)} to {utc(to)} UTC
            </span>
          </div>
          <Controls drawing={drawing} theme={theme} />
          <div style={{ position: 'relative', height }}>
            {panels.map((prepared) => (
              <div key={prepared.panel.id} style={{ position: 'absolute', ...prepared.place }}>
                <PanelOrRow prepared={prepared} drawing={drawing} theme={theme} timeRange={timeRange} />
              </div>
            ))}
          </div>
          <div style={{ padding: '10px 8px 0', color: theme.colors.text.secondary, fontSize: 12 }}>
            {caption}
            <br />
            Drawn with Grafana’s components (@grafana/ui), not by a Grafana server. Substitutes of our own: this page,
            the heatmap, the marks of annotations.
          </div>
        </div>
      </PanelContextProvider>
      <PortalContainer />
    </ThemeContext.Provider>
  );
}

/** Variables with what is chosen, switches of annotations, and links, as they stand above a dashboard. */
function Controls({ drawing: { chosen, annotations, links }, theme }: Pick<Props, 'drawing' | 'theme'>) {
  const box: CSSProperties = {
    border: `1px solid ${theme.colors.border.medium}`,
    borderRadius: theme.shape.radius.default,
    padding: '3px 8px',
    background: theme.colors.background.primary,
  };
  return (
    <div style={{ display: 'flex', gap: 8, padding: '4px 8px 10px', fontSize: 12 }}>
      {chosen.map(({ label, value }) => (
        <span key={label} style={box}>
          <b style={{ fontWeight: 500 }}>{label}</b>&ensp;{value}
        </span>
      ))}
      {annotations.map(({ name, color, shown }) => (
        <span key={name} style={box}>
          <span style={{ color: shown ? theme.visualization.getColorByName(color) : theme.colors.text.disabled }}>
            ┇
          </span>
          &ensp;{name}: {shown ? 'on' : 'off'}
        </span>
      ))}
      <span style={{ flexGrow: 1 }} />
      {links.map((title) => (
        <span key={title} style={box}>
          <Icon name="apps" size="sm" /> {title}
        </span>
      ))}
    </div>
  );
}

function PanelOrRow({
  prepared,
  drawing,
  theme,
  timeRange,
}: Omit<Props, 'panels'> & { readonly prepared: PreparedPanel }) {
  const { panel, place } = prepared;
  if (panel.type === 'row') {
    const folded = panel.collapsed === true;
    return (
      <div style={{ display: 'flex', alignItems: 'center', gap: 4, height: place.height }}>
        <Icon name={folded ? 'angle-right' : 'angle-down'} />
        <span style={{ fontWeight: 500, fontSize: theme.typography.h5.fontSize }}>{panel.title}</span>
        {folded && <span style={{ color: theme.colors.text.secondary }}>({panel.panels?.length ?? 0} panels)</span>}
      </div>
    );
  }
  const description = panel['description'] as string | undefined;
  return (
    <PanelChrome
      title={panel.title}
      {...(description === undefined ? {} : { description })}
      width={place.width}
      height={place.height}
      padding={WITHOUT_PADDING.has(panel.type) ? 'none' : 'md'}
    >
      {(width, height) => (
        <Visualization prepared={prepared} drawing={drawing} timeRange={timeRange} width={width} height={height} />
      )}
    </PanelChrome>
  );
}
