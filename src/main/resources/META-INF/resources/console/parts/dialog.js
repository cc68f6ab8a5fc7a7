// A form in a modal dialog: it asks the broker, and shows a refusal at the field that is to blame.
import { View, html, nothing } from './view.js';
import { Problem, Unreachable } from '../api.js';

let ids = 0;

export class Dialog extends View {
  static properties = { problem: { state: true }, busy: { state: true }, shown: { state: true } };

  constructor() {
    super();
    this.problem = null;
    this.busy = false;
    this.shown = false;
    this.uid = `dialog-${++ids}`;
    this.verb = 'Save';
    this.danger = false;
  }

  /** Opens it; what is given becomes its own. */
  async open(state = {}) {
    Object.assign(this, { problem: null, busy: false, shown: true }, state);
    this.opened();
    this.requestUpdate();
    await this.updateComplete;
    this.querySelector('dialog').showModal();
    const first = this.querySelector('[autofocus]');
    first?.focus();
    first?.select?.();
  }

  /** Before it is first drawn. */
  opened() {}

  close() {
    this.querySelector('dialog')?.close();
  }

  closed() {
    this.shown = false;
  }

  async submitted(event) {
    event.preventDefault();
    if (this.busy) {
      return;
    }
    this.busy = true;
    this.problem = null;
    try {
      if ((await this.submit()) !== false) {
        this.close();
      }
    } catch (failure) {
      this.problem = failure;
      if (!(failure instanceof Problem) && !(failure instanceof Unreachable)) {
        console.error(failure);
      }
    }
    this.busy = false;
    await this.updateComplete;
    this.querySelector('[aria-invalid="true"]')?.focus();
  }

  /** Whether the refusal is about this field: its own name, or one of `names`. */
  refusal(...names) {
    const field = this.problem?.field;
    return field && names.some((name) => field === name || field.endsWith(`.${name}`)) ? this.problem.detail : '';
  }

  /** Fields whose refusals are shown at them; others are shown above. */
  knows() {
    return [];
  }

  render() {
    if (!this.shown) {
      return nothing;
    }
    const problem = this.problem && !this.refusal(...this.knows()) ? this.problem : null;
    return html`<dialog aria-labelledby=${this.uid} @close=${() => this.closed()} class=${this.wide ? 'broad' : ''}>
      <form novalidate @submit=${(event) => this.submitted(event)}>
        <header><h2 id=${this.uid}>${this.heading()}</h2>
          <button type="button" class="quiet icon" aria-label="Close" @click=${() => this.close()}>✕</button></header>
        <div class="body">
          ${problem ? html`<div class="notice bad" role="alert"><strong>${problem.title || problem.message}</strong> ${problem.detail || ''}</div>` : nothing}
          ${this.body()}
        </div>
        <footer><button type="button" class="button" @click=${() => this.close()}>Cancel</button>
          <button class="button ${this.danger ? 'danger' : 'primary'}" ?disabled=${this.busy || this.blocked()}>${this.verbNow()}</button></footer>
      </form></dialog>`;
  }

  verbNow() {
    return this.verb;
  }

  blocked() {
    return false;
  }
}

/**
 * A label, a control, what is to be known, and what is wrong with it. `control` is given the attributes that tie them together.
 */
export function field({ id, label, hint = '', error = '', control, narrow = false }) {
  const told = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
  return html`<div class="field ${narrow ? 'narrow' : ''}">
    <label for=${id}>${label}</label>
    ${control({ id, told: told || nothing, invalid: error ? 'true' : nothing })}
    ${error ? html`<p class="error" id="${id}-error" role="alert">${error}</p>` : nothing}
    ${hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : nothing}
  </div>`;
}

export const input = ({ value = '', change, type = 'text', focus = false, placeholder = '', min, step, list, mono = false }) => ({ id, told, invalid }) =>
  html`<input id=${id} type=${type} .value=${value} ?autofocus=${focus} placeholder=${placeholder} min=${min ?? nothing} step=${step ?? nothing}
    list=${list ?? nothing} class=${mono ? 'mono' : ''} autocomplete="off" spellcheck="false"
    aria-describedby=${told} aria-invalid=${invalid} @input=${(event) => change(event.target.value)}>`;

export const area = ({ value = '', change, rows = 6, placeholder = '', focus = false }) => ({ id, told, invalid }) =>
  html`<textarea id=${id} rows=${rows} .value=${value} ?autofocus=${focus} placeholder=${placeholder} class="mono" spellcheck="false"
    aria-describedby=${told} aria-invalid=${invalid} @input=${(event) => change(event.target.value)}></textarea>`;

/** Options: [value, text] each. */
export const select = ({ value = '', change, options, focus = false, disabled = false }) => ({ id, told, invalid }) =>
  html`<select id=${id} ?autofocus=${focus} ?disabled=${disabled} aria-describedby=${told} aria-invalid=${invalid} @change=${(event) => change(event.target.value)}>
    ${options.map(([each, text]) => html`<option value=${each} ?selected=${String(each) === String(value)}>${text}</option>`)}</select>`;

/** Asks before something that cannot be undone; with `typed` that has to be typed. */
class Confirm extends Dialog {
  heading() {
    return this.question;
  }

  opened() {
    this.danger = true;
    this.answer = '';
  }

  body() {
    return html`<p>${this.text}</p>
      ${this.typed
        ? field({
            id: `${this.uid}-typed`,
            label: html`Type <strong>${this.typed}</strong> to confirm`,
            control: input({
              value: this.answer,
              focus: true,
              mono: true,
              change: (value) => {
                this.answer = value;
                this.requestUpdate();
              },
            }),
          })
        : nothing}`;
  }

  blocked() {
    return Boolean(this.typed) && this.answer !== this.typed;
  }

  async submit() {
    if (this.blocked()) {
      return false;
    }
    await this.act();
    return true;
  }
}

customElements.define('s-confirm', Confirm);
