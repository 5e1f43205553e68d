// What the host says to the room, how much time is left, and that nothing is lost.
import { Bar } from "./bar.js";
import * as words from "./words.js";

const EVERY = 15000; // between two looks at the notice
const LONGEST = 120000; // while the hub does not answer
const AGAIN = 5000; // between two tries to reach a server that is away
const TOUCHES = ["keydown", "pointerdown", "wheel", "touchmove"];

const pause = (time) => new Promise((done) => setTimeout(done, time));

async function fetched(address) {
  return fetch(address, { cache: "no-store", signal: AbortSignal.timeout(10000) });
}

export class Room {
  // app: JupyterLab; hub: the hub's first part of every address, such as "/".
  constructor(app, hub, bar) {
    Object.assign(this, { app, hub, bar, saved: Date.now(), touched: Date.now(), ahead: 0 });
    this.base = app.serviceManager.serverSettings.baseUrl;
    const touch = (event) => {
      if (!bar.node.contains(event.target)) this.here();
    };
    for (const name of TOUCHES) document.addEventListener(name, touch, { passive: true });
  }

  unsaved() {
    return [...this.app.shell.widgets("main")].some((one) => one.context?.model?.dirty);
  }

  async save() {
    if (this.unsaved()) await this.app.commands.execute("docmanager:save-all").catch(() => {});
    if (!this.unsaved()) this.saved = Date.now();
    return !this.unsaved();
  }

  // Look at the notice for ever: often while it is there, seldom while it is not.
  async watch() {
    this.started = await this.answer();
    for (let wait = EVERY; ; await pause(wait)) {
      if (!this.unsaved()) this.saved = Date.now();
      const notice = await this.notice();
      wait = notice ? EVERY : Math.min(2 * wait, LONGEST);
      if (notice) await this.show(notice);
    }
  }

  async notice() {
    try {
      const reply = await fetched(`${this.hub}services/room/notice`);
      const sent = Date.parse(reply.headers.get("date"));
      if (sent) this.ahead = sent - Date.now(); // a laptop's clock may be wrong
      return reply.ok ? await reply.json() : null;
    } catch {
      return null;
    }
  }

  async show({ message, ends_at: ends, lesson, idle_minutes: minutes }) {
    this.bar.say("message", message ? words.fromHost(message) : "");
    this.bar.say("time", ends ? words.timeLeft(ends, Date.now() + this.ahead) : "");
    const link = lesson && words.ownLink(lesson.link, this.hub, location.href);
    const elsewhere = link && !words.isAt(link, location.href);
    const go = { "Go there": () => this.go(link) };
    this.bar.say("lesson", elsewhere ? words.hostIsAt(lesson) : "", go);
    const quiet = (Date.now() - this.touched) / 60000;
    if (minutes && quiet >= minutes - words.IDLE_NOTICE) await this.warn();
  }

  // Nobody is moved by force: the learner goes when their sentence is finished.
  async go(link) {
    if (await this.save()) location.assign(link);
    else this.bar.say("unsaved", words.UNSAVED);
  }

  async warn() {
    await this.save();
    const here = () => this.here();
    this.bar.say("idle", words.idle(this.saved), { "I am still here": here });
  }

  // Somebody is there: the hub hears of it too, so that it does not stop the server.
  here() {
    this.touched = Date.now();
    if (!this.bar.notices.has("idle")) return;
    this.bar.drop("idle");
    fetched(`${this.base}api/status`).catch(() => {});
  }

  // When the server started; null while it does not answer, "" when it was stopped.
  async answer() {
    try {
      const reply = await fetched(`${this.base}api/status`);
      return reply.ok ? (await reply.json()).started : [424, 503].includes(reply.status) ? "" : null;
    } catch {
      return null;
    }
  }

  // The server did not answer JupyterLab: stay with the learner until it does.
  async lost() {
    if (this.looking) return;
    this.looking = true;
    let started = await this.answer();
    for (; !started; started = await this.answer()) {
      const wake = { "Wake it": () => fetched(`${this.hub}hub/spawn`).catch(() => {}) };
      if (started === "") this.bar.say("away", words.asleep(this.saved), wake);
      else this.bar.say("away", words.away(this.saved));
      await pause(AGAIN);
    }
    await this.back(started);
    this.looking = false;
  }

  async back(started) {
    if (!this.bar.notices.has("away")) return;
    const saved = await this.save();
    const open = { "Open the lesson again": () => location.reload() };
    const woken = this.started && started !== this.started;
    this.started = started;
    if (!saved) this.bar.say("away", words.UNSAVED);
    else if (woken) this.bar.say("away", words.WOKEN, open);
    else this.bar.say("away", words.BACK);
  }
}

function hubAddress() {
  const config = document.getElementById("jupyter-config-data");
  const prefix = config && JSON.parse(config.textContent).hubPrefix;
  return prefix ? prefix.replace(/hub\/?$/, "") : "";
}

function style() {
  const link = document.createElement("link");
  Object.assign(link, { rel: "stylesheet", href: new URL("room.css", import.meta.url).href });
  document.head.append(link);
}

// One of JupyterLab's own modules, the copy that the page has loaded already.
async function own(shared, name) {
  const [copy] = Object.values(shared[name]);
  return (await copy.get())();
}

export async function plugins(shared) {
  const { Widget } = await own(shared, "@lumino/widgets");
  const { IConnectionLost } = await own(shared, "@jupyterlab/application");
  let room;
  const bar = {
    id: "greaterdata-room:bar",
    autoStart: true,
    activate: (app) => {
      const hub = hubAddress();
      if (!hub) return;
      style();
      const widget = new Widget();
      const fit = () => {
        widget.node.style.minHeight = `${shown.list.offsetHeight}px`;
        widget.parent?.fit();
      };
      const shown = new Bar(fit, () => app.shell.currentWidget?.activate());
      widget.id = "greaterdata-room";
      widget.node.append(shown.node);
      app.shell.add(widget, "header");
      new ResizeObserver(fit).observe(shown.list);
      room = new Room(app, hub, shown);
      app.restored.then(() => room.watch());
    },
  };
  const lost = {
    id: "greaterdata-room:connection-lost",
    autoStart: true,
    provides: IConnectionLost,
    activate: () => async () => room?.lost(),
  };
  return [bar, lost];
}
