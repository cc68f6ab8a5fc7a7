// Brokers, who votes, and what moves between them.
import { View, Poll, html, nothing, heading, pill, say } from '../parts/view.js';
import { table } from '../parts/table.js';
import { each, get, put, del, post } from '../api.js';
import { NEARLY_FULL, disk } from '../disk.js';
import { bytes, count, ranges } from '../format.js';
import { cluster as stream } from '../stream.js';
import '../parts/dialog.js';

class Brokers extends View {
  constructor() {
    super();
    this.poll = new Poll(this, async () => {
      const [[quorum], cluster, moves] = await Promise.all([each(['quorum'], get), get('cluster'), get('reassignments')]);
      return { quorum, cluster, moves };
    }, 3000, { stream });
  }

  render() {
    const cluster = this.poll.data?.cluster;
    return html`${heading({ title: 'Brokers', about: cluster ? `Suiro ${cluster.version}` : nothing, actions: html`<a class="button" href="#/brokers/default">Defaults of all brokers</a>` })}
      ${this.poll.show((data) => this.content(data))}<s-confirm></s-confirm>`;
  }

  /** Without a controller nobody knows how far the others have got. */
  content({ quorum, cluster, moves }) {
    const { brokers, controller } = cluster;
    const behind = (id) => {
      const member = quorum?.members.find((one) => one.id === id);
      return member ? Math.max(0, quorum.committed - member.lastIndex) : null;
    };
    return html`${table('Brokers', [
      { name: 'Broker', head: true, by: (row) => row.id, cell: (row) => html`<a href="#/brokers/${row.id}">${row.id}</a>` },
      { name: 'Address', cell: (row) => html`<span class="mono">${row.host}:${row.port}</span>` },
      { name: 'Rack', wide: true, cell: (row) => row.rack ?? '–' },
      { name: 'State', cell: (row) => states(row) },
      { name: 'Metadata', wide: true, cell: (row) => (row.id === controller ? pill('accent', 'controller') : row.votes ? 'votes' : 'learns') },
      { name: 'Entries behind', number: true, wide: true, cell: (row) => count(behind(row.id)) },
      { name: 'Replicas', number: true, by: (row) => row.replicas, cell: (row) => count(row.replicas) },
      { name: 'Leads', number: true, by: (row) => row.leaders, cell: (row) => count(row.leaders) },
      { name: 'Data', number: true, wide: true, by: (row) => disk(row).data, cell: (row) => bytes(disk(row).data) },
      { name: 'Free', number: true, wide: true, by: (row) => disk(row).free, cell: (row) => free(row) },
      { name: 'Actions', quiet: true, class: 'acts', cell: (row) => this.acts(row, brokers.length) },
    ], brokers, (row) => row.id)}
    <section class="panel"><header><h2>Under way</h2><p>partitions on their way to other replicas</p></header>
      ${moves.length === 0 ? html`<p class="quietly">Nothing moves.</p>` : table('Reassignments', [
        { name: 'Partition', head: true, cell: (row) => html`<a href="#/topics/${encodeURIComponent(row.topic)}">${row.topic}-${row.partition}</a>` },
        { name: 'Replicas', cell: (row) => (row.replicas || []).join(', ') },
        { name: 'Come', cell: (row) => ranges(row.adding || []) },
        { name: 'Go', cell: (row) => ranges(row.removing || []) },
      ], moves, (row) => `${row.topic}-${row.partition}`)}</section>`;
  }

  acts(broker, total) {
    const id = broker.id;
    return html`<button class="quiet" @click=${() => this.ask(broker.cordoned ? `Let broker ${id} take replicas again?` : `Cordon broker ${id}?`,
        broker.cordoned ? 'New replicas may go there from now on.' : 'New replicas go elsewhere; what it holds stays.',
        broker.cordoned ? 'Uncordon' : 'Cordon', () => (broker.cordoned ? del : put)(`brokers/${id}/cordon`))}>${broker.cordoned ? 'Uncordon' : 'Cordon'}</button>
      ${total > 1 ? html`<button class="quiet" @click=${() => this.ask(`Drain broker ${id}?`,
        'It gets no new replicas, and all that it holds moves to other brokers. Once it holds none it can be stopped.', 'Drain', () => drain(id))}>Drain</button>` : nothing}
      ${broker.fenced && broker.replicas === 0 ? html`<button class="quiet" @click=${() => this.ask(`Forget broker ${id}?`,
        'The cluster does not know it any more.', 'Forget', () => del(`brokers/${id}`))}>Forget</button>` : nothing}`;
  }

  ask(question, text, verb, act) {
    this.querySelector('s-confirm').open({
      question, text, verb, typed: '',
      act: async () => {
        await act();
        say(`${verb}: done.`);
        this.poll.now();
      },
    });
  }
}

/** Asks first whether the others can take all of it, as a refused drain would leave the broker cordoned. */
async function drain(id) {
  await post(`brokers/${id}/drain`, undefined, { dryRun: true });
  await post(`brokers/${id}/drain`);
}

export const free = (broker) => {
  const { free: room, used } = disk(broker);
  return used >= NEARLY_FULL ? html`${pill('warn', `${Math.floor(used * 100)} % full`)} ${bytes(room)}` : bytes(room);
};

export const states = (broker) => html`${broker.fenced ? pill('bad', 'away') : broker.shuttingDown ? pill('warn', 'stopping') : pill('ok', 'up')}
  ${broker.cordoned ? pill('warn', 'cordoned') : nothing}`;

customElements.define('v-brokers', Brokers);
