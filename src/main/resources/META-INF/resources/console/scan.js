// Looking for records, backwards from the end or forwards from a place, a bounded piece at a time.
import { get, seg } from './api.js';

/** At most so many partitions are looked through at once, which is the broker's limit. */
export const MOST_PARTITIONS = 50;
const WANTED = 100;
const PAGE = 1000;
const FIRST_WINDOW = 100;
const GROWTH = 8;
const PATIENCE_MS = 8000;

const froms = (places) => [...places].map(([partition, offset]) => `${partition}:${offset}`);

/** Newest first: `high` is what has not been looked at yet, by partition, exclusive. */
export class Backwards {
  constructor(topic, filter, partitions) {
    this.topic = topic.name;
    this.filter = filter;
    const chosen = topic.partitions.filter((each) => partitions.includes(each.partition) && each.logEnd !== null);
    this.low = new Map(chosen.map((each) => [each.partition, each.logStart]));
    this.high = new Map(chosen.map((each) => [each.partition, each.logEnd]));
    this.total = this.left();
    this.window = Math.max(1, Math.ceil(FIRST_WINDOW / Math.max(1, chosen.length)));
    this.newestFirst = true;
  }

  left() {
    return [...this.high].reduce((sum, [partition, offset]) => sum + offset - this.low.get(partition), 0);
  }

  done() {
    return this.left() === 0;
  }

  /** The next hundred or so, or what was found until patience ends; `progress` is told of each piece. */
  async more(signal, progress) {
    const found = [];
    const begun = Date.now();
    while (found.length < WANTED && !this.done() && Date.now() - begun < PATIENCE_MS) {
      const low = new Map([...this.high].map(([partition, offset]) => [partition, Math.max(this.low.get(partition), offset - this.window)]));
      const piece = await this.between(low, signal);
      found.push(...piece.sort(newestFirst));
      this.high = low;
      this.window *= GROWTH;
      progress();
    }
    return found;
  }

  async between(low, signal) {
    const found = [];
    let from = new Map([...low].filter(([partition, offset]) => offset < this.high.get(partition)));
    while (from.size > 0) {
      const page = await get(`topics/${seg(this.topic)}/records`, { ...this.filter, from: froms(from), limit: PAGE, bytes: 4 << 20, timeoutMs: 2000 }, signal);
      found.push(...page.records.filter((record) => record.offset < this.high.get(record.partition)));
      from = page.ended === 'end' ? new Map() : new Map([...from.keys()]
        .map((partition) => [partition, page.next[partition] ?? Infinity])
        .filter(([partition, offset]) => offset < this.high.get(partition)));
    }
    return found;
  }
}

/** Oldest first, from the beginning, an offset or a time: `start` is a parameter of the request. */
export class Forwards {
  constructor(topic, filter, partitions, start) {
    this.topic = topic.name;
    this.filter = filter;
    this.start = { partition: partitions, ...start };
    this.next = null;
    this.ended = false;
    this.looked = 0;
    this.newestFirst = false;
  }

  done() {
    return this.ended;
  }

  async more(signal, progress) {
    const found = [];
    const begun = Date.now();
    while (found.length < WANTED && !this.ended && Date.now() - begun < PATIENCE_MS) {
      const where = this.next ? { from: froms(Object.entries(this.next)) } : this.start;
      const page = await get(`topics/${seg(this.topic)}/records`, { ...this.filter, ...where, limit: WANTED - found.length, timeoutMs: 2000 }, signal);
      found.push(...page.records);
      this.next = page.next;
      this.ended = page.ended === 'end';
      progress();
    }
    return found;
  }
}

/** What comes from now on. */
export class Follow {
  constructor(topic, filter, partitions) {
    this.topic = topic.name;
    this.filter = filter;
    this.next = Object.fromEntries(topic.partitions
      .filter((each) => partitions.includes(each.partition) && each.logEnd !== null)
      .map((each) => [each.partition, each.logEnd]));
  }

  async more(signal) {
    const page = await get(`topics/${seg(this.topic)}/records`, { ...this.filter, from: froms(Object.entries(this.next)), limit: PAGE, timeoutMs: 1000 }, signal);
    this.next = page.next;
    return page.records.sort(newestFirst);
  }
}

const newestFirst = (a, b) => (a.timestamp < b.timestamp ? 1 : a.timestamp > b.timestamp ? -1 : a.partition - b.partition || b.offset - a.offset);
