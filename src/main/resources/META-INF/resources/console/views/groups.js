// Groups of every type, with what they have still before them.
import { View, Poll, html, nothing, heading, pill, empty } from '../parts/view.js';
import { table } from '../parts/table.js';
import { spark } from '../parts/chart.js';
import { get, seg } from '../api.js';
import { count, plural } from '../format.js';
import { values } from '../history.js';
import { withLag } from '../lag.js';

const KINDS = { Stable: 'ok', Empty: '', Dead: '' };

export const stateOf = (state) => pill(KINDS[state] ?? 'warn', state);

class Groups extends View {
  static properties = { wanted: { state: true }, type: { state: true } };

  constructor() {
    super();
    this.wanted = '';
    this.type = '';
    this.poll = new Poll(this, async () => withLag(await get('groups')), 4000);
  }

  render() {
    return html`${heading({ title: 'Groups', about: this.poll.data ? plural(this.poll.data.length, 'group') : nothing })}
      <div class="bar"><label class="search"><span class="visually-hidden">Find groups</span>
        <input type="search" placeholder="Find groups ( / )" .value=${this.wanted} @input=${(event) => (this.wanted = event.target.value)}></label>
        <label class="pick"><span>Type</span><select @change=${(event) => (this.type = event.target.value)}>
          ${[['', 'All'], ['consumer', 'Consumer'], ['classic', 'Classic'], ['share', 'Share']].map(([value, text]) => html`<option value=${value}>${text}</option>`)}</select></label></div>
      ${this.poll.show((groups) => this.content(groups))}`;
  }

  content(groups) {
    if (groups.length === 0) {
      return empty('There are no groups yet', 'A group is there as soon as a consumer joins it or commits an offset.');
    }
    const found = groups.filter((group) => group.groupId.includes(this.wanted) && (!this.type || group.type.toLowerCase() === this.type));
    return found.length === 0 ? empty('No group matches', 'Neither id nor type of a group is so.') : table('Groups', [
      { name: 'Group', head: true, by: (row) => row.groupId, cell: (row) => html`<a href="#/groups/${seg(row.groupId)}">${row.groupId}</a>` },
      { name: 'Type', wide: true, by: (row) => row.type, cell: (row) => row.type.toLowerCase() },
      { name: 'State', by: (row) => row.state, cell: (row) => stateOf(row.state) },
      { name: 'Members', number: true, wide: true, by: (row) => row.members, cell: (row) => count(row.members) },
      { name: 'Lag', number: true, by: (row) => row.lag, cell: (row) => html`<span class="flow">${spark(values(`lag:${row.groupId}`), `Lag of ${row.groupId}`)}<span>${count(row.lag)}</span></span>` },
      { name: 'Coordinator', number: true, wide: true, by: (row) => row.coordinator, cell: (row) => html`<a href="#/brokers/${row.coordinator}">${row.coordinator}</a>` },
      { name: 'Actions', quiet: true, class: 'acts', cell: (row) => html`<a class="quiet" href="#/groups/${seg(row.groupId)}?reset" aria-label="Reset offsets of ${row.groupId}">Reset</a>` },
    ], found, (row) => row.groupId);
  }
}

customElements.define('v-groups', Groups);
