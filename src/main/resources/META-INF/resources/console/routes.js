// Which view an address shows. Views are loaded when they are first shown.
import { html } from 'lit';
import { keyed } from 'lit/directives/keyed.js';

const TABS = ['records', 'produce', 'settings', 'groups'];

/** Path and parameters behind the number sign. */
export function parts(hash) {
  const [path, query = ''] = hash.replace(/^#\/?/, '').split('?');
  return { path: path.split('/').filter(Boolean).map(decodeURIComponent), params: new URLSearchParams(query) };
}

/** Writes parameters into the address without a new entry in the history. */
export function remember(params) {
  const kept = Object.entries(params).filter(([, value]) => value !== '' && value !== null && value !== undefined && value !== false);
  const query = new URLSearchParams(kept).toString();
  const bare = location.hash.split('?')[0];
  history.replaceState(null, '', bare + (query ? `?${query}` : ''));
}

/** {view, title, section, page}: `page` is the same where only a part of the view changes. */
export async function route(hash) {
  const { path, params } = parts(hash);
  const [section, name, tab] = path;
  switch (section) {
    case undefined:
      await import('./views/overview.js');
      return { section: 'overview', title: 'Overview', page: '', view: html`<v-overview></v-overview>` };
    case 'topics':
      if (name === undefined) {
        await import('./views/topics.js');
        return { section, title: 'Topics', page: 'topics', view: html`<v-topics .params=${params}></v-topics>` };
      }
      await import('./views/topic.js');
      return {
        section,
        title: name,
        page: `topics/${name}`,
        view: keyed(name, html`<v-topic .name=${name} .tab=${TABS.includes(tab) ? tab : 'partitions'} .params=${params}></v-topic>`),
      };
    case 'groups':
      if (name === undefined) {
        await import('./views/groups.js');
        return { section, title: 'Groups', page: 'groups', view: html`<v-groups></v-groups>` };
      }
      await import('./views/group.js');
      return { section, title: name, page: `groups/${name}`, view: keyed(name, html`<v-group .name=${name} .params=${params}></v-group>`) };
    case 'topology':
      await import('./views/topology.js');
      return { section, title: 'Topology', page: 'topology', view: html`<v-topology></v-topology>` };
    case 'transactions':
      await import('./views/transactions.js');
      return { section, title: 'Transactions', page: 'transactions', view: html`<v-transactions></v-transactions>` };
    case 'brokers':
      if (name === undefined) {
        await import('./views/brokers.js');
        return { section, title: 'Brokers', page: 'brokers', view: html`<v-brokers></v-brokers>` };
      }
      await import('./views/broker.js');
      return { section, title: `Broker ${name}`, page: `brokers/${name}`, view: keyed(name, html`<v-broker .name=${name}></v-broker>`) };
    default:
      return {
        title: 'Not found',
        page: hash,
        view: html`<div class="state"><h1 tabindex="-1">There is no such view</h1><p>The address <code>${hash}</code> leads nowhere.</p><a class="button" href="#/">Overview</a></div>`,
      };
  }
}
