// Kafka's documentation of a setting, which has some tags of HTML in it. Only harmless ones are kept.
import { html } from 'lit';

const KEPT = {
  CODE: (inner) => html`<code>${inner}</code>`,
  B: (inner) => html`<b>${inner}</b>`,
  I: (inner) => html`<i>${inner}</i>`,
  P: (inner) => html`<p>${inner}</p>`,
  UL: (inner) => html`<ul>${inner}</ul>`,
  OL: (inner) => html`<ol>${inner}</ol>`,
  LI: (inner) => html`<li>${inner}</li>`,
  BR: () => html`<br>`,
};

const inner = (node) => [...node.childNodes].map((child) => {
  if (child.nodeType === Node.TEXT_NODE) {
    return child.data;
  }
  const kept = KEPT[child.nodeName];
  return kept ? kept(inner(child)) : inner(child);
});

export const documentation = (text) => inner(new DOMParser().parseFromString(text, 'text/html').body);
