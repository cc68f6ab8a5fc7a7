// A record that is to be produced once more, on its way from one view to the other.
let draft = null;

export function keep(topic, record) {
  draft = { topic, record };
}

export function take(topic) {
  const kept = draft && draft.topic === topic ? draft.record : null;
  draft = null;
  return kept;
}
