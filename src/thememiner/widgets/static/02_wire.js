// Questions to the study and its answers. A decision is on disk when its answer comes.

class Wire {
  /** @param model the widget's model; @param onWaiting told how many answers are out, and for how long. */
  constructor(model, onWaiting) {
    this.model = model;
    this.onWaiting = onWaiting;
    this.open = new Map();
    this.name = Math.random().toString(36).slice(2);
    this.last = 0;
    this.heard = (message) => this.hear(message);
    model.on("msg:custom", this.heard);
    this.clock = setInterval(() => this.tell(), 2000);
  }

  /** Ask; what is `kept` is a decision, and counts as unsaved until the answer comes. */
  ask(what, facts = {}, { kept = false } = {}) {
    const id = `${this.name}-${(this.last += 1)}`;
    return new Promise((resolve, reject) => {
      this.open.set(id, { resolve, reject, kept, at: Date.now() });
      this.model.send({ ...facts, id, ask: what });
      this.tell();
    });
  }

  hear(message) {
    const waiting = this.open.get(message.id);
    if (!waiting) return;
    this.open.delete(message.id);
    this.tell();
    if (message.error !== undefined) waiting.reject(new Error(message.error));
    else waiting.resolve(message.answer);
  }

  tell() {
    const kept = [...this.open.values()].filter((one) => one.kept);
    const oldest = Math.min(...kept.map((one) => one.at));
    this.onWaiting(kept.length, kept.length ? (Date.now() - oldest) / 1000 : 0);
  }

  close() {
    clearInterval(this.clock);
    this.model.off("msg:custom", this.heard);
  }
}
