// What groups have still before them.
import { each, get, seg } from './api.js';
import { record } from './history.js';

const MOST = 100;

/** Sum over partitions; null where nothing is known of any. */
export function lagOf(group) {
  const known = group.offsets.filter((offset) => offset.lag !== null);
  return known.length ? known.reduce((sum, offset) => sum + offset.lag, 0) : null;
}

/** Groups with lag and number of members: of the first hundred, as each has to be asked for. */
export async function withLag(groups) {
  const described = await each(groups.slice(0, MOST), (group) => get(`groups/${seg(group.groupId)}`));
  return groups.map((group, at) => {
    const known = described[at];
    const lag = known ? lagOf(known) : null;
    record(`lag:${group.groupId}`, lag);
    return { ...group, lag, members: known ? known.members.length : null, described: known };
  });
}
