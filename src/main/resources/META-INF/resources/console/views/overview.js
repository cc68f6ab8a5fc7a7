// The cluster at a glance: is it well, how much flows, what needs somebody.
import { View, Poll, html, nothing, heading, figures, pill } from '../parts/view.js';
import { table } from '../parts/table.js';
import { chart } from '../parts/chart.js';
import { get, metrics, seg } from '../api.js';
import { NEARLY_FULL, disk } from '../disk.js';
import { count, plural, rate, bytes } from '../format.js';
import { record, rates, rateNow } from '../history.js';
import { withLag } from '../lag.js';
import { cluster as stream } from '../stream.js';

const FLOWS = {
  'records in': 'suiro_records_in_total',
  'records out': 'suiro_records_out_total',
  'bytes in': 'suiro_bytes_in_bytes_total',
  'bytes out': 'suiro_bytes_out_bytes_total',
};

async function all() {
  const [cluster, topics, groups, moves] = await Promise.all([
    get('cluster'), get('topics', { limit: 1000, internal: true }), get('groups'), get('reassignments'),
  ]);
  return { cluster, topics, groups, moves };
}

async function flows() {
  const series = await metrics();
  for (const [name, key] of Object.entries(FLOWS)) {
    record(`broker:${name}`, series.get(key) ?? 0);
  }
  return series;
}

class Overview extends View {
  constructor() {
    super();
    this.all = new Poll(this, all, 3000, { stream, restMs: 6000 });
    this.flow = new Poll(this, flows, 2000);
    this.lagging = new Poll(this, async () => withLag(await get('groups')), 5000);
  }

  render() {
    return html`${heading({ title: 'Overview' })}${this.all.show((data) => this.content(data))}`;
  }

  content({ cluster, topics, groups, moves }) {
    const { brokers } = cluster;
    const internal = topics.topics.filter((topic) => topic.internal);
    const sum = (name) => topics.topics.reduce((total, topic) => total + topic[name], 0);
    const active = brokers.filter((broker) => !broker.fenced).length;
    const used = brokers.map((broker) => disk(broker).used).filter((one) => one !== null);
    const full = used.length ? Math.max(...used) : null;
    const offline = sum('offline');
    const under = sum('underReplicated');
    const rebalancing = groups.filter((group) => !['Stable', 'Empty', 'Dead'].includes(group.state)).length;
    const well = offline === 0 && under === 0 && active === brokers.length;
    return html`
      <section class="verdict ${well ? 'ok' : offline ? 'bad' : 'warn'}" aria-label="Health"><strong>${well ? 'All is well' : offline ? 'Partitions are offline' : 'Not everything is in sync'}</strong>
        <span>${well
          ? `${plural(active, 'broker')} up, every partition has a leader and all its replicas in sync.`
          : `${count(offline)} partitions without a leader, ${count(under)} with a replica that is not in sync, ${count(brokers.length - active)} of ${plural(brokers.length, 'broker')} away.`}</span></section>
      ${figures([
        { name: 'Brokers', value: html`${active}<small> of ${brokers.length}</small>`, href: '#/brokers', note: cluster.controller === null ? 'no controller' : `controller ${cluster.controller}`, kind: active < brokers.length || cluster.controller === null ? 'warn' : '' },
        { name: 'Topics', value: count(cluster.topics - internal.length), href: '#/topics', note: plural(cluster.partitions - internal.reduce((total, topic) => total + topic.partitions, 0), 'partition') },
        { name: 'Out of sync', value: count(under), note: 'partitions', kind: under ? 'warn' : '' },
        { name: 'Offline', value: count(offline), note: 'partitions', kind: offline ? 'bad' : '' },
        { name: 'Groups', value: count(groups.length), href: '#/groups', note: rebalancing ? `${rebalancing} rebalancing` : 'none rebalancing' },
        { name: 'Moving', value: count(moves.length), note: 'partitions' },
        { name: 'Fullest disk', value: full === null ? '–' : `${Math.floor(full * 100)} %`, note: 'of the brokers', kind: full >= NEARLY_FULL ? 'warn' : '' },
      ])}
      <div class="split"><div>${this.throughput(brokers.length > 1)}${this.attention(topics.topics)}</div>
        <div>${this.brokers(cluster)}${this.lags()}</div></div>`;
  }

  throughput(several) {
    const of = (name) => rates(`broker:${name}`);
    const now = (name) => rateNow(`broker:${name}`);
    const [times, recordsIn] = of('records in');
    const recordsOut = of('records out')[1];
    const words = `Records in ${rate(now('records in'))}, out ${rate(now('records out'))}`;
    return html`<section class="panel big"><header><h2>Throughput</h2>
        <p>${several ? 'of the broker that serves this page' : 'records per second'}</p></header>
      ${times.length < 2 ? html`<p class="quietly chart">Measuring…</p>` : chart([times, recordsIn, recordsOut], ['in', 'out'], rate, words)}
      <dl class="inline"><div><dt><span class="swatch"></span>Records in</dt><dd>${rate(now('records in'))}</dd></div><div><dt><span class="swatch second"></span>Records out</dt><dd>${rate(now('records out'))}</dd></div>
        <div><dt>Bytes in</dt><dd>${bytes(now('bytes in'))}/s</dd></div><div><dt>Bytes out</dt><dd>${bytes(now('bytes out'))}/s</dd></div></dl></section>`;
  }

  brokers({ brokers, controller }) {
    return html`<section class="panel"><header><h2>Brokers</h2><p>${brokers.filter((broker) => broker.votes).length} vote on metadata</p></header>
      ${table('Brokers', [
        { name: 'Broker', head: true, cell: (row) => html`<a href="#/brokers/${row.id}">${row.id}</a>` },
        { name: 'Address', cell: (row) => html`<span class="mono">${row.host}:${row.port}</span>` },
        { name: 'State', cell: (row) => html`${row.fenced ? pill('bad', 'away') : pill('ok', 'up')} ${row.id === controller ? pill('', 'controller') : nothing}` },
        { name: 'Leads', number: true, cell: (row) => count(row.leaders) },
      ], brokers, (row) => row.id)}</section>`;
  }

  lags() {
    return html`<section class="panel"><header><h2>Furthest behind</h2><p><a href="#/groups">All groups</a></p></header>
      ${this.lagging.show((groups) => {
        const behind = groups.filter((group) => group.lag > 0).sort((a, b) => b.lag - a.lag).slice(0, 6);
        return behind.length === 0 ? html`<p class="quietly">No group has anything left to read.</p>` : table('Groups that lag', [
          { name: 'Group', head: true, cell: (row) => html`<a href="#/groups/${seg(row.groupId)}">${row.groupId}</a>` },
          { name: 'State', cell: (row) => row.state },
          { name: 'Lag', number: true, cell: (row) => count(row.lag) },
        ], behind, (row) => row.groupId);
      })}</section>`;
  }

  attention(topics) {
    const wanting = topics.filter((topic) => topic.offline || topic.underReplicated).slice(0, 8);
    return wanting.length === 0 ? nothing : html`<section class="panel"><header><h2>Topics that need attention</h2></header>
      ${table('Topics that need attention', [
        { name: 'Topic', head: true, cell: (row) => html`<a href="#/topics/${seg(row.name)}">${row.name}</a>` },
        { name: 'Offline', number: true, cell: (row) => count(row.offline) },
        { name: 'Out of sync', number: true, cell: (row) => count(row.underReplicated) },
      ], wanting, (row) => row.name)}</section>`;
  }
}

customElements.define('v-overview', Overview);
