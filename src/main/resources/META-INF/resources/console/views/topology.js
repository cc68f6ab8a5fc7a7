// Who writes to which topics, which groups read them, and which members do the work: four columns of links, and lines between them.
import { View, Poll, html, nothing, heading, empty } from '../parts/view.js';
import { svg } from 'lit';
import { each, get, seg } from '../api.js';
import { count, rate, ranges } from '../format.js';
import { rateNow } from '../history.js';
import { withLag } from '../lag.js';
import { noted } from './topics.js';
import { layered } from '../layers.js';

const MOST = 60;
const MOST_PRODUCERS = 1000;
const LATELY_MS = 600_000;

async function all() {
  const [page, listed] = await Promise.all([get('topics', { limit: MOST }), get('groups')]);
  const groups = (await withLag(listed)).filter((group) => group.described);
  const topics = (await each(page.topics, (topic) => get(`topics/${seg(topic.name)}`))).filter(Boolean).map(noted);
  return { topics, groups, writers: await writers(topics), left: page.total - topics.length };
}

/** Idempotent producers that have written lately, with their topics; a transactional id is a name, others have only their number. */
async function writers(topics) {
  const [pages, transactions] = await Promise.all([each(topics, (topic) => get('producers', { topic: topic.name, limit: MOST_PRODUCERS })), get('transactions')]);
  const names = new Map(transactions.map((one) => [one.producerId, one.transactionalId]));
  const found = new Map();
  pages.forEach((page, at) => page?.producers
    .filter((producer) => Date.now() - new Date(producer.lastTimestamp) < LATELY_MS)
    .forEach(({ producerId }) => {
      const known = found.get(producerId) || { producerId, name: names.get(producerId), topics: new Set() };
      known.topics.add(topics[at].name);
      found.set(producerId, known);
    }));
  return [...found.values()];
}

/** Nodes by column, and edges between their ids. */
function graph({ topics, groups, writers }) {
  const columns = [[], [], [], []];
  const edges = [];
  const add = (column, node) => columns[column].push(node);
  for (const { producerId, name, topics: written } of writers) {
    const id = `p:${producerId}`;
    add(0, { id, name: name ?? `Producer ${producerId}`, note: name ? 'transactional' : 'idempotent', href: name ? '#/transactions' : undefined });
    written.forEach((topic) => edges.push({ from: id, to: `t:${topic}`, flows: true }));
  }
  for (const topic of topics) {
    const now = rateNow(`topic:${topic.name}`);
    add(1, { id: `t:${topic.name}`, name: topic.name, href: `#/topics/${seg(topic.name)}`, note: now === null ? '' : rate(now), flows: now > 0 });
  }
  for (const { groupId, described, lag, state } of groups) {
    const id = `g:${groupId}`;
    add(2, { id, name: groupId, href: `#/groups/${seg(groupId)}`, note: lag ? `lag ${count(lag)}` : state.toLowerCase(), kind: lag > 0 ? 'warn' : '' });
    const read = new Set(described.offsets.map((offset) => offset.topic));
    described.members.forEach((member) => {
      [...member.topics, ...Object.keys(member.assignment)].forEach((topic) => read.add(topic));
      const had = Object.entries(member.assignment).map(([topic, partitions]) => `${topic} ${ranges(partitions)}`);
      add(3, { id: `m:${member.memberId}`, name: member.clientId, note: member.clientHost.replace(/^\//, ''), title: had.join('; ') || 'has nothing', href: `#/groups/${seg(groupId)}` });
      edges.push({ from: id, to: `m:${member.memberId}` });
    });
    read.forEach((topic) => edges.push({ from: `t:${topic}`, to: id, flows: described.members.length > 0 }));
  }
  const there = new Set(columns.flat().map((node) => node.id));
  return layered(columns, edges.filter((edge) => there.has(edge.from) && there.has(edge.to)));
}

const NAMES = ['Producers', 'Topics', 'Groups', 'Members'];

class Topology extends View {
  static properties = { lines: { state: true }, marked: { state: true } };

  constructor() {
    super();
    this.lines = [];
    this.marked = null;
    this.poll = new Poll(this, all, 3000);
    this.sizes = new ResizeObserver(() => this.draw());
  }

  connectedCallback() {
    super.connectedCallback();
    this.sizes.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.sizes.disconnect();
  }

  render() {
    return html`${heading({ title: 'Topology', about: 'Who writes, what is written, who reads' })}${this.poll.show((data) => this.content(data))}`;
  }

  content(data) {
    this.known = graph(data);
    const { columns } = this.known;
    if (columns[1].length === 0) {
      return empty('Nothing flows yet', 'Topics, and the groups that read them, appear here.', html`<a class="button primary" href="#/topics?new">New topic</a>`);
    }
    const near = this.near();
    const first = columns[0].length === 0 ? 1 : 0;
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Topology"><div class="topology columns-${4 - first}">
        <svg aria-hidden="true">${this.lines.map((line) => svg`<path d=${line.path} class=${`${line.flows ? 'flows' : ''} ${near && near.has(line.from) && near.has(line.to) ? 'near' : near ? 'far' : ''}`}></path>`)}</svg>
        ${columns.slice(first).map((nodes, at) => html`<section aria-label=${NAMES[at + first]}><h2>${NAMES[at + first]} <span>${nodes.length}</span></h2>
          <ul>${nodes.map((node) => this.node(node, near))}</ul>${nodes.length ? nothing : html`<p class="quietly">none</p>`}</section>`)}</div></div>
      ${data.left > 0 ? html`<p class="foot-note">The first ${MOST} topics are shown.</p>` : nothing}`;
  }

  node(node, near) {
    const mark = (id) => () => (this.marked = id);
    const inner = html`<span class="name">${node.name}</span>${node.note ? html`<span class="note">${node.note}</span>` : nothing}`;
    return html`<li data-node=${node.id} class="${near && !near.has(node.id) ? 'far' : ''} ${node.kind || ''}" title=${node.title || node.name}
      @mouseenter=${mark(node.id)} @mouseleave=${mark(null)} @focusin=${mark(node.id)} @focusout=${mark(null)}>
      ${node.href ? html`<a href=${node.href}>${inner}</a>` : html`<div>${inner}</div>`}</li>`;
  }

  /** What is connected with the marked node, up and down the stream. */
  near() {
    if (!this.marked) {
      return null;
    }
    const near = new Set([this.marked]);
    const walk = (ids, from, to) => {
      for (const edge of this.known.edges) {
        if (ids.has(edge[from]) && !ids.has(edge[to])) {
          ids.add(edge[to]);
          walk(ids, from, to);
        }
      }
      return ids;
    };
    walk(new Set([this.marked]), 'from', 'to').forEach((id) => near.add(id));
    walk(new Set([this.marked]), 'to', 'from').forEach((id) => near.add(id));
    return near;
  }

  updated() {
    this.draw();
  }

  /** Lines from where the browser has put the nodes. */
  draw() {
    const area = this.querySelector('.topology');
    if (!area || !this.known) {
      return;
    }
    const origin = area.getBoundingClientRect();
    const boxes = new Map([...area.querySelectorAll('[data-node]')].map((element) => [element.dataset.node, element.getBoundingClientRect()]));
    const lines = this.known.edges.filter((edge) => boxes.has(edge.from) && boxes.has(edge.to)).map((edge) => {
      const from = boxes.get(edge.from);
      const to = boxes.get(edge.to);
      const x = from.right - origin.left;
      const y = from.top + from.height / 2 - origin.top;
      const u = to.left - origin.left;
      const v = to.top + to.height / 2 - origin.top;
      const bend = (u - x) / 2;
      return { ...edge, path: `M${x} ${y}C${x + bend} ${y} ${u - bend} ${v} ${u} ${v}` };
    });
    if (JSON.stringify(lines) !== JSON.stringify(this.lines)) {
      this.lines = lines;
    }
  }
}

customElements.define('v-topology', Topology);
