import type { Quantity, ScalingSeries } from './bench-scaling.ts';

const PANEL = { width: 300, height: 260, gap: 90, left: 70, top: 64 };
const LEGEND_HEIGHT = 96;
const PANELS: readonly { readonly quantity: Quantity; readonly title: string; readonly unit: string }[] = [
  { quantity: 'decide', title: 'One decision', unit: 'ns' },
  { quantity: 'compile', title: 'Compiling', unit: 'ns' },
  { quantity: 'memory', title: 'Memory', unit: 'B' },
];
const LABELS: Readonly<Record<ScalingSeries['against'], string>> = {
  numbers: 'numbers with a plan each',
  callers: 'caller entries of one plan',
  days: 'calendar days of one plan',
  shares: 'shares of one split',
};
/** Told apart without colour too. */
const DASHES = ['', '6 3', '2 3', '9 3 2 3'];
const NS_UNITS = ['ns', 'µs', 'ms', 's'];
const BYTE_UNITS = ['B', 'kB', 'MB', 'GB'];

type Scale = { readonly low: number; readonly high: number };

/** The lines as one SVG, both axes logarithmic: a slope of 1 is linear, a level line flat. */
export function drawScaling(series: readonly ScalingSeries[], command: string): string {
  const width = PANEL.left + PANELS.length * (PANEL.width + PANEL.gap) - PANEL.gap + 24;
  const height = PANEL.top + PANEL.height + 52 + LEGEND_HEIGHT + 24;
  const panels = PANELS.map((panel, i) => {
    const own = series.filter(({ quantity }) => quantity === panel.quantity);
    const x = PANEL.left + i * (PANEL.width + PANEL.gap);
    return own.length === 0 ? '' : `<g transform="translate(${x} ${PANEL.top})">${panelOf(own, panel)}</g>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title">`,
    '<title id="title">Time and memory against numbers, caller entries, calendar days and shares</title>',
    `<style>${STYLE}</style>`,
    `<rect class="paper" width="${width}" height="${height}"/>`,
    `<text class="head" x="${PANEL.left}" y="26">How it grows: exponents beside each line, 0 is flat, 1 is linear</text>`,
    ...panels,
    `<text class="note" x="${PANEL.left}" y="${height - 12}">${escapeXml(command)}</text>`,
    '</svg>',
    '',
  ].join('\n');
}

type Colours = {
  readonly ink: string;
  readonly faint: string;
  readonly paper: string;
  readonly lines: readonly string[];
};

const LIGHT: Colours = {
  ink: '#1c2330',
  faint: '#d5dae1',
  paper: '#fff',
  lines: ['#0b62c4', '#b3450a', '#1a7f45', '#8a2fb0'],
};
const DARK: Colours = {
  ink: '#e6eaf0',
  faint: '#3a4350',
  paper: '#12171e',
  lines: ['#6cb2ff', '#ffa066', '#6fd394', '#d99bf5'],
};

/** Without variables, which not every program that draws an SVG knows. */
const coloursOf = ({ ink, faint, paper, lines }: Colours) =>
  [
    `text{fill:${ink}}.paper{fill:${paper}}.grid{stroke:${faint}}`,
    ...lines.map((colour, i) => `.s${i}{stroke:${colour}}.d${i}{fill:${colour}}`),
  ].join('');
const STYLE = [
  'text{font:12px system-ui,sans-serif}',
  '.head{font-size:15px;font-weight:600}.title{font-weight:600}.note{font-family:ui-monospace,monospace}',
  '.line{fill:none;stroke-width:2}.end{text-anchor:end}.mid{text-anchor:middle}',
  coloursOf(LIGHT),
  `@media (prefers-color-scheme:dark){${coloursOf(DARK)}}`,
].join('');

function panelOf(series: readonly ScalingSeries[], { quantity, title, unit }: (typeof PANELS)[number]): string {
  const points = series.flatMap((line) => line.points);
  const xs = scaleOf(points.map((point) => point.x));
  const ys = scaleOf(points.map((point) => point.y));
  const px = (x: number) => round(((Math.log10(x) - xs.low) / (xs.high - xs.low)) * PANEL.width);
  const py = (y: number) => round(PANEL.height - ((Math.log10(y) - ys.low) / (ys.high - ys.low)) * PANEL.height);
  const parts = [`<text class="title" y="-14">${title}</text>`];
  for (let power = xs.low; power <= xs.high; power++) {
    const x = px(10 ** power);
    parts.push(`<line class="grid" x1="${x}" x2="${x}" y1="0" y2="${PANEL.height}"/>`);
    parts.push(
      `<text class="mid" x="${x}" y="${PANEL.height + 18}">${(10 ** power).toLocaleString('en', { notation: 'compact' })}</text>`,
    );
  }
  for (let power = ys.low; power <= ys.high; power++) {
    const y = py(10 ** power);
    parts.push(`<line class="grid" x1="0" x2="${PANEL.width}" y1="${y}" y2="${y}"/>`);
    parts.push(`<text class="end" x="-8" y="${y + 4}">${withUnit(power, unit)}</text>`);
  }
  parts.push(`<text class="mid" x="${PANEL.width / 2}" y="${PANEL.height + 36}">how many</text>`);
  series.forEach(({ against, points: own, exponent }, i) => {
    const at = own.map(({ x, y }) => [px(x), py(y)] as const);
    const path = at.map(([x, y]) => `${x},${y}`).join(' ');
    parts.push(
      `<polyline class="line s${i}" data-series="${quantity} ${against}" stroke-dasharray="${DASHES[i]}" points="${path}"/>`,
      ...at.map(([x, y]) => `<circle class="d${i}" cx="${x}" cy="${y}" r="3"/>`),
    );
    const y = PANEL.height + 62 + i * 22;
    parts.push(
      `<line class="line s${i}" stroke-dasharray="${DASHES[i]}" x1="0" x2="28" y1="${y - 4}" y2="${y - 4}"/>`,
      `<text x="36" y="${y}">${LABELS[against]}: ${exponent.toFixed(2)}</text>`,
    );
  });
  return parts.join('\n');
}

/** Whole powers of ten around the values. */
function scaleOf(values: readonly number[]): Scale {
  const low = Math.floor(Math.log10(Math.min(...values)));
  return { low, high: Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values)))) };
}

function withUnit(power: number, unit: string): string {
  const names = unit === 'ns' ? NS_UNITS : BYTE_UNITS;
  const step = Math.max(0, Math.min(names.length - 1, Math.floor(power / 3)));
  return `${shortCount(10 ** (power - 3 * step))} ${names[step]!}`;
}

function shortCount(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
