// Server-sent events of the broker. A browser has six connections to a host, so a page holds two streams at most: the cluster's, and one of its view.
import { address, connection, exact } from './api.js';

const AGAIN_MS = 5000;

/**
 * A stream that is open while somebody has started it and the page is seen. Fires `told` with {name, data, id} for each event, and `turned` when it comes up or goes down.
 * The browser connects again by itself, and says which event it has seen last; where the broker refuses, it is asked again after five seconds.
 */
export class Stream extends EventTarget {
  /**
   * @param path under /api/v1, and its parameters, when it is opened: a function that gives both
   * @param names of the events
   */
  constructor(path, names) {
    super();
    Object.assign(this, { path, names, users: 0, up: false, source: null });
    this.look = () => (this.users > 0 && !document.hidden && !connection.stranger ? this.open() : this.close());
  }

  start() {
    if (this.users++ === 0) {
      document.addEventListener('visibilitychange', this.look);
      connection.addEventListener('known', this.look);
      this.look();
    }
  }

  stop() {
    if (--this.users === 0) {
      document.removeEventListener('visibilitychange', this.look);
      connection.removeEventListener('known', this.look);
      this.look();
    }
  }

  open() {
    clearTimeout(this.timer);
    if (this.source) {
      return;
    }
    const source = (this.source = new EventSource(address(...this.path())));
    source.onopen = () => this.turn(true);
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) {
        this.close();
        this.timer = setTimeout(this.look, AGAIN_MS);
      } else {
        this.turn(false);
      }
    };
    this.names.forEach((name) => source.addEventListener(name, (event) => this.dispatchEvent(
      new CustomEvent('told', { detail: { name, data: JSON.parse(event.data, exact), id: event.lastEventId } }))));
  }

  close() {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
    this.turn(false);
  }

  turn(up) {
    if (this.up !== up) {
      this.up = up;
      this.dispatchEvent(new Event('turned'));
    }
  }
}

/** What becomes of the cluster; it is the page's own, whatever view is shown. */
export const cluster = new Stream(() => ['cluster/events'],
  ['brokerRegistered', 'brokerUnregistered', 'brokerFenced', 'brokerUnfenced', 'topicCreated', 'topicDeleted', 'partitionsAdded', 'leaderChanged',
    'isrChanged', 'reassignmentBegun', 'reassignmentEnded']);
