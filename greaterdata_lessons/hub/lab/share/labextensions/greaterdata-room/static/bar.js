// The bar above the lesson: sentences, each with what can be done about it.
export class Bar {
  // resized: called when the bar grows or shrinks; leave: puts the focus back into the lesson.
  constructor(resized, leave) {
    Object.assign(this, { resized, leave });
    this.notices = new Map();
    this.closed = new Set();
    this.node = document.createElement("section");
    this.node.className = "gd-room";
    this.node.setAttribute("aria-label", "The room");
    // Spoken: one region that is always there, so that screen readers tell what comes into it.
    this.spoken = document.createElement("div");
    this.spoken.setAttribute("role", "status");
    this.list = document.createElement("div");
    this.node.append(this.spoken, this.list);
    this.spoken.className = "gd-room-spoken";
    this.list.className = "gd-room-list";
  }

  // Show a sentence under a name, with buttons {label: what it does}; an empty one goes.
  say(name, text, buttons = {}) {
    const shown = this.notices.get(name);
    if (shown?.dataset.text === text) return;
    if (!text || this.closed.has(`${name} ${text}`)) return this.drop(name);
    const notice = this.notice(name, text, buttons);
    const held = shown?.contains(document.activeElement);
    if (shown) shown.replaceWith(notice);
    else this.list.append(notice);
    if (held) notice.querySelector("button").focus();
    this.notices.set(name, notice);
    this.spoken.textContent = text;
    this.resized();
  }

  drop(name) {
    const gone = this.notices.get(name);
    if (!gone) return;
    const held = gone.contains(document.activeElement);
    gone.remove();
    this.notices.delete(name);
    if (!this.notices.size) this.spoken.textContent = "";
    if (held) this.list.querySelector("button") ? this.list.querySelector("button").focus() : this.leave();
    this.resized();
  }

  notice(name, text, buttons) {
    const notice = document.createElement("div");
    notice.className = "gd-room-notice";
    notice.dataset.text = text;
    const words = document.createElement("p");
    words.textContent = text;
    notice.append(words);
    for (const [label, act] of Object.entries(buttons)) notice.append(this.button(label, act));
    const close = () => {
      this.closed.add(`${name} ${text}`);
      this.drop(name);
    };
    const last = this.button("Close", close);
    last.setAttribute("aria-label", `Close: ${text}`);
    notice.append(last);
    return notice;
  }

  button(label, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    made.addEventListener("click", act);
    return made;
  }
}
