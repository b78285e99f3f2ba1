// What is put into every page before the console: a clock that starts with the operator's hand and stops when the
// frame that shows the answer has been painted.

/** Runs inside the page, so it uses nothing from outside. Leaves `globalThis.bench`. */
export function instrument() {
  const BY_ROLE = {
    article: 'article, [role=article]',
    button: 'button, [role=button]',
    listbox: '[role=listbox]',
    log: '[role=log]',
    option: '[role=option]',
    searchbox: 'input[type=search], [role=searchbox]',
    status: 'output, [role=status]',
  };

  const nameOf = (element) => {
    const label = element.getAttribute('aria-label');
    if (label) return label;
    const ids = element.getAttribute('aria-labelledby')?.split(/\s+/) ?? [];
    return (ids.length ? ids.map((id) => document.getElementById(id)) : [element])
      .map((one) => one?.textContent.trim() ?? '')
      .join(' ');
  };

  /** The elements of a role below another, by the names that docs and tests rely on. */
  const all = (role, below = document) => [...below.querySelectorAll(BY_ROLE[role])];
  // A still of the desk takes no click: only what is painted first may be of it.
  const named = (role, name) => all(role).find((element) => nameOf(element) === name && !element.closest('[inert]'));
  const sessions = () => named('listbox', 'Sessions');
  const options = () => {
    const list = sessions();
    return list ? all('option', list) : [];
  };
  const messages = () => {
    const log = named('log', 'Messages');
    return log ? all('article', log) : [];
  };

  /** The next task: behind the frame that is being made. */
  const next = () =>
    new Promise((resolve) => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => resolve(performance.now());
      channel.port2.postMessage(0);
    });

  // The frame that is being made: a promise of when it is on the screen. What comes into the document until then, by the
  // console's own frame callbacks too, is painted with it.
  let frame;
  let followed = 0;
  const follow = () => {
    if (followed === 0) return;
    frame = next().finally(() => {
      frame = undefined;
    });
    requestAnimationFrame(follow);
  };
  const following = (by) => {
    followed += by;
    if (by > 0 && followed === by) requestAnimationFrame(follow);
  };

  /** Resolves in the task after the frame that is being made, or made next: what is in the document now is on the screen then. */
  const painted = () =>
    frame ?? new Promise((resolve) => requestAnimationFrame(() => void (frame ?? next()).then(resolve)));
  // The last thing that the operator did, and the frames since.
  let hand = { at: 0, frames: 0 };
  const count = () => {
    hand.frames += 1;
    if (hand.counts) requestAnimationFrame(count);
  };
  const looks = new Set();
  const did = (event) => {
    if (!hand.awaits) return;
    // Before the console hears of it.
    hand = { at: event.timeStamp, frames: 0, counts: true, late: hand.awaits() };
    requestAnimationFrame(count);
    for (const look of looks) look();
  };
  for (const kind of ['click', 'keydown']) addEventListener(kind, did, { capture: true });

  /** Resolves with the time at which the first frame was painted in which `holds()`. */
  const until = (holds) =>
    new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`not within 30 s: ${holds}`)), 30_000);
      const look = () => {
        if (!holds()) return false;
        looks.delete(look);
        watcher.disconnect();
        clearTimeout(late);
        void painted().then(resolve);
        following(-1);
        return true;
      };
      const watcher = new MutationObserver(look);
      following(1);
      if (!look()) {
        looks.add(look);
        watcher.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
      }
    });

  /**
   * From the next click or key to the frame in which `holds()`: milliseconds, and frames (1: the very next).
   * Nothing when it held before: the machine was too busy for the hand to be first.
   */
  const afterHand = async (holds) => {
    hand = { at: 0, frames: 0, awaits: holds };
    const at = await until(() => hand.late || (hand.at > 0 && holds()));
    hand.counts = false;
    return hand.late ? null : { ms: at - hand.at, frames: hand.frames };
  };

  /** From the next click until `ended()`: milliseconds, and the longest wait for a frame. */
  const framesAfterHand = async (ended) => {
    hand = { at: 0, frames: 0, awaits: () => false };
    await until(() => hand.at > 0);
    const begun = hand.at;
    let [last, longest] = [begun, 0];
    for (let running = true; running; ) {
      const now = await painted();
      longest = Math.max(longest, now - last);
      last = now;
      running = !ended();
    }
    hand.counts = false;
    return { ms: last - begun, longest };
  };

  /** What scrolls the session list: it, a part of it or something around it. */
  const scroller = () => {
    const list = sessions();
    if (!list) return undefined;
    const scrolls = (element) =>
      element.scrollHeight > element.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(element).overflowY);
    for (let one = list; one; one = one.parentElement) if (scrolls(one)) return one;
    return [...list.querySelectorAll('*')].find(scrolls);
  };

  /** What is on the screen of a scrolled list: is any spot of it without a row, or with a row without its data? */
  const spots = (frame) => {
    const box = frame.getBoundingClientRect();
    const seen = { blank: false, unfilled: false };
    for (let part = 1; part <= 9; part += 1) {
      const row = document
        .elementFromPoint(box.left + box.width / 2, box.top + (box.height * part) / 10)
        ?.closest(BY_ROLE.option);
      if (!row) seen.blank = true;
      else if (!row.dataset.id) seen.unfilled = true;
    }
    return seen;
  };

  /** From the top to the end of the session list within `ms`, slowing down as a flung list does. */
  const fling = async (ms) => {
    const frame = scroller();
    if (!frame) throw new Error('the session list does not scroll');
    const far = frame.scrollHeight - frame.clientHeight;
    let [last, longest, frames, blank, unfilled] = [await painted(), 0, 0, 0, 0];
    const begun = last;
    for (let part = 0; part < 1; ) {
      part = Math.min(1, (last - begun) / ms);
      // Between two frames, as a wheel moves it: the console hears of it before the next frame is painted.
      frame.scrollTop = far * (1 - (1 - part) ** 3);
      const now = await painted();
      const seen = spots(frame);
      longest = Math.max(longest, now - last);
      frames += 1;
      blank += Number(seen.blank);
      unfilled += Number(seen.unfilled);
      last = now;
    }
    const whole = () => {
      const seen = spots(frame);
      return !seen.blank && !seen.unfilled;
    };
    const settled = (await until(whole)) - last;
    const rows = options().length;
    frame.scrollTop = 0;
    await until(whole);
    return { longest, frames, blank: blank / frames, unfilled: unfilled / frames, settled, rows };
  };

  // The console's linear memory, which nothing else tells.
  const memories = [];
  for (const way of ['instantiate', 'instantiateStreaming']) {
    const real = WebAssembly[way];
    WebAssembly[way] = async (...given) => {
      const made = await real.apply(WebAssembly, given);
      const { memory } = (made.instance ?? made).exports;
      if (memory) memories.push(memory);
      return made;
    };
  }
  const wasmBytes = () => memories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0);

  // How often the session list was asked for.
  let lists = 0;
  const ask = globalThis.fetch;
  globalThis.fetch = (...given) => {
    if (String(given[0]?.url ?? given[0]).includes('/api/sessions?')) lists += 1;
    return ask(...given);
  };

  const listPainted = until(() => all('option').some((row) => row.dataset.id));
  const listTakes = until(() => options().some((row) => row.dataset.id));
  globalThis.bench = { lists: () => lists, listPainted, listTakes, afterHand, framesAfterHand, until, sessions, options, messages, all, scroller, fling, wasmBytes };
}
