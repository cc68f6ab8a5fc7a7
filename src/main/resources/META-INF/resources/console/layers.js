// Puts the nodes of each column near those that they are connected with: the barycentre method of layered drawings.

const ROUNDS = 4;

/** Columns of nodes with ids, and edges from one column to the next. The same graph gives the same order. */
export function layered(columns, edges) {
  const sorted = columns.map((nodes) => [...nodes].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)));
  for (let round = 0; round < ROUNDS; round++) {
    for (let at = 1; at < sorted.length; at++) {
      sorted[at] = byNeighbours(sorted[at], sorted[at - 1], edges, 'to', 'from');
    }
    for (let at = sorted.length - 2; at >= 0; at--) {
      sorted[at] = byNeighbours(sorted[at], sorted[at + 1], edges, 'from', 'to');
    }
  }
  return { columns: sorted, edges };
}

function byNeighbours(nodes, beside, edges, own, other) {
  const place = new Map(beside.map((node, at) => [node.id, at]));
  const weight = new Map(nodes.map((node, at) => {
    const near = edges.filter((edge) => edge[own] === node.id && place.has(edge[other])).map((edge) => place.get(edge[other]));
    return [node.id, near.length ? near.reduce((sum, each) => sum + each, 0) / near.length : at + 0.5];
  }));
  return [...nodes].sort((a, b) => weight.get(a.id) - weight.get(b.id));
}
