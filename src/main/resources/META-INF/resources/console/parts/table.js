// Tables that can be sorted by their columns.
import { View, html, nothing } from './view.js';
import { repeat } from 'lit/directives/repeat.js';

/**
 * Columns: {name, cell(row), by(row)?, number?, wide?}. `by` makes a column sortable; `wide` is left out on small screens.
 * Rows are told apart by `key(row)`; `detail(row)` may give a second row beneath.
 */
class Table extends View {
  static properties = {
    caption: {},
    columns: { attribute: false },
    rows: { attribute: false },
    key: { attribute: false },
    detail: { attribute: false },
    sorted: { state: true },
  };

  constructor() {
    super();
    this.sorted = null;
    this.detail = () => nothing;
    this.key = (row) => row;
  }

  order() {
    const column = this.sorted && this.columns.find((each) => each.name === this.sorted.name);
    if (!column) {
      return this.rows;
    }
    const direction = this.sorted.down ? -1 : 1;
    return [...this.rows].sort((a, b) => {
      const left = column.by(a) ?? -1;
      const right = column.by(b) ?? -1;
      return direction * (left < right ? -1 : left > right ? 1 : 0);
    });
  }

  sort(column) {
    const same = this.sorted && this.sorted.name === column.name;
    const first = Boolean(column.number);
    this.sorted = !same
      ? { name: column.name, down: first }
      : this.sorted.down === first ? { name: column.name, down: !first } : null;
  }

  head(column) {
    const classes = `${column.number ? 'number' : ''} ${column.wide ? 'wide' : ''}`;
    if (!column.by) {
      return html`<th scope="col" class=${classes}>${column.quiet ? html`<span class="visually-hidden">${column.name}</span>` : column.name}</th>`;
    }
    const direction = this.sorted && this.sorted.name === column.name ? (this.sorted.down ? 'descending' : 'ascending') : 'none';
    return html`<th scope="col" class=${classes} aria-sort=${direction}>
      <button class="sort" @click=${() => this.sort(column)}>${column.name}<span aria-hidden="true">${{ none: '', ascending: '▲', descending: '▼' }[direction]}</span></button></th>`;
  }

  render() {
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${this.caption}><table>
      <caption class="visually-hidden">${this.caption}</caption>
      <thead><tr>${this.columns.map((column) => this.head(column))}</tr></thead>
      <tbody>${repeat(this.order(), this.key, (row) => html`<tr>${this.columns.map((column) => this.cell(column, row))}</tr>${this.detail(row)}`)}</tbody>
    </table></div>`;
  }

  cell(column, row) {
    const classes = `${column.number ? 'number' : ''} ${column.wide ? 'wide' : ''} ${column.class || ''}`;
    return column.head ? html`<th scope="row" class=${classes}>${column.cell(row)}</th>` : html`<td class=${classes}>${column.cell(row)}</td>`;
  }
}

customElements.define('s-table', Table);

export const table = (caption, columns, rows, key, detail) => html`<s-table .caption=${caption} .columns=${columns} .rows=${rows}
  .key=${key || ((row) => row)} .detail=${detail || (() => nothing)}></s-table>`;
