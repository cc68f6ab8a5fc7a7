// Lines over time, drawn by uPlot. What they say is also said in words.
import uPlot from 'uplot';
import { View, html } from './view.js';

const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const hue = (at) => css(`--series-${(at % 6) + 1}`);

class Chart extends View {
  static properties = {
    data: { attribute: false },
    series: { attribute: false },
    words: {},
    small: { type: Boolean },
    format: { attribute: false },
  };

  constructor() {
    super();
    this.series = [''];
    this.format = (value) => value;
    this.rebuild = () => this.build();
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener('suiro-theme', this.rebuild);
    this.scheme = matchMedia('(prefers-color-scheme: dark)');
    this.scheme.addEventListener('change', this.rebuild);
    this.sizes = new ResizeObserver(() => this.plot && this.resize());
    this.sizes.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('suiro-theme', this.rebuild);
    this.scheme.removeEventListener('change', this.rebuild);
    this.sizes.disconnect();
    this.plot?.destroy();
    this.plot = null;
  }

  render() {
    return html`<div class=${this.small ? 'spark' : 'chart'} role="img" aria-label=${this.words || 'Chart'}></div>`;
  }

  updated(changed) {
    if (!this.plot || changed.has('series') && this.drawn !== this.series.join()) {
      this.build();
    } else if (changed.has('data')) {
      this.plot.setData(this.data);
    }
  }

  size() {
    const box = this.querySelector('div');
    return { width: Math.max(40, box.clientWidth), height: this.small ? 22 : Math.max(120, box.clientHeight) };
  }

  resize() {
    const size = this.size();
    if (size.width !== this.plot.width || size.height !== this.plot.height) {
      this.plot.setSize(size);
    }
  }

  build() {
    this.plot?.destroy();
    this.drawn = this.series.join();
    this.plot = new uPlot(this.small ? this.sparkline() : this.full(), this.data, this.querySelector('div'));
  }

  sparkline() {
    return {
      ...this.size(),
      pxAlign: false,
      cursor: { show: false },
      legend: { show: false },
      axes: [{ show: false }, { show: false }],
      scales: { x: { time: true }, y: { range: (plot, least, most) => [0, Math.max(most || 0, 1)] } },
      padding: [2, 0, 2, 0],
      series: [{}, { stroke: hue(0), width: 1.5, fill: css('--spark-fill'), points: { show: false } }],
    };
  }

  full() {
    const font = '11px Inter, system-ui, sans-serif';
    const axis = { stroke: css('--muted'), font, grid: { stroke: css('--grid'), width: 1 }, ticks: { show: false } };
    return {
      ...this.size(),
      padding: [10, 6, 0, 0],
      cursor: { points: { size: 6 }, drag: { x: false, y: false } },
      legend: { show: false },
      axes: [
        { ...axis, grid: { show: false }, size: 26, space: 90, values: '{HH}:{mm}:{ss}' },
        { ...axis, size: 56, space: 36, values: (plot, splits) => splits.map((split) => this.format(split)) },
      ],
      scales: { y: { range: (plot, least, most) => [0, Math.max((most || 0) * 1.1, 1)] } },
      series: [
        {},
        ...this.series.map((name, at) => ({
          label: name,
          stroke: hue(at),
          fill: this.series.length === 1 ? css('--spark-fill') : undefined,
          width: 1.75,
          points: { show: false },
        })),
      ],
    };
  }
}

customElements.define('s-chart', Chart);

export const spark = (data, words) => html`<s-chart small .data=${data} .words=${words}></s-chart>`;

export const chart = (data, series, format, words) =>
  html`<s-chart .data=${data} .series=${series} .format=${format} .words=${words}></s-chart>`;
