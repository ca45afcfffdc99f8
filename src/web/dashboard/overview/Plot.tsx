/** One chart on a canvas. It comes with the chart library, apart from the rest of the page. */
import { useEffect, useRef, type ReactNode } from 'react';
import uPlot from 'uplot';
import type { Mark } from './figures.js';
import type { ChartProps } from './Chart.js';

const HEIGHT = 220;
const X_AXIS_HEIGHT = 30;
/** Of a bar: its share of the interval, and at most so many pixels. */
const BAR_SIZE: [number, number] = [0.7, 46];
const LABEL_GAP = 70;

export function Plot({
  marks,
  kind,
  tick,
  top,
  onPoint,
}: Omit<ChartProps, 'title' | 'summary'> & PlotProps): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  const point = useRef(onPoint);
  useEffect(() => {
    point.current = onPoint;
  });

  useEffect(() => {
    const box = place.current;
    if (!box) return undefined;
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const options = { box, marks, kind, tick, top, onPoint: (at: number | null) => point.current(at) };
    let plot = draw(options);
    const resized = new ResizeObserver(() => plot.setSize({ width: box.clientWidth, height: HEIGHT }));
    const recolored = (): void => {
      plot.destroy();
      plot = draw(options);
    };
    resized.observe(box);
    dark.addEventListener('change', recolored);
    return () => {
      dark.removeEventListener('change', recolored);
      resized.disconnect();
      plot.destroy();
    };
  }, [marks, kind, tick, top]);

  return <div ref={place} className="plot" />;
}

interface PlotProps {
  /** Which mark is pointed at; null for none. */
  readonly onPoint: (at: number | null) => void;
}

type DrawOptions = Pick<ChartProps, 'kind' | 'tick' | 'top'> &
  PlotProps & {
    readonly box: HTMLElement;
    readonly marks: readonly Mark[];
  };

function draw({ box, marks, kind, tick, top, onPoint }: DrawOptions): uPlot {
  const color = (name: string): string => getComputedStyle(box).getPropertyValue(name).trim();
  const [ink, grid, fill] = [color('--soft'), color('--line'), color('--accent')];
  const font = `12px ${getComputedStyle(box).fontFamily}`;
  const axis = { stroke: ink, font, ticks: { show: false } };
  const bars = uPlot.paths.bars;
  const options: uPlot.Options = {
    width: box.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    padding: [12, 8, 0, 0],
    scales: {
      // One place for each interval, so that long months are no wider than short ones.
      x: { time: false, range: [-0.5, marks.length - 0.5] },
      y: { range: (_plot, _least, most) => [0, top ?? (most > 0 ? most * 1.05 : 1)] },
    },
    axes: [
      {
        ...axis,
        size: X_AXIS_HEIGHT,
        grid: { show: false },
        space: LABEL_GAP,
        incrs: [1, 2, 3, 5, 7, 10, 14],
        values: (_plot, places) => places.map((place) => marks[place]?.when ?? ''),
      },
      { ...axis, grid: { stroke: grid, width: 1 }, size: 64, values: (_plot, values) => values.map(tick) },
    ],
    series: [
      {},
      kind === 'bars' && bars
        ? { fill, width: 0, points: { show: false }, paths: bars({ size: BAR_SIZE, radius: 0.15 }) }
        : { stroke: fill, width: 2, spanGaps: false, points: { show: true, size: 6, fill } },
    ],
    cursor: { y: false, drag: { x: false, y: false }, points: { show: kind === 'line' } },
    hooks: { setCursor: [({ cursor: { idx } }) => onPoint(idx ?? null)] },
  };
  return new uPlot(options, [marks.map((_mark, at) => at), marks.map(({ height }) => height)], box);
}
