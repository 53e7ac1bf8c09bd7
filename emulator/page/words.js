// Numbers and times in words, and what a table has for a word of somebody else's.

/** Nothing of what every object has by itself. */
function lookUp(table, word) {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}

/** Does it once at a time: who asks meanwhile has it done once more, afterwards. */
function oneAtATime(action) {
  let running = false;
  let again = false;
  return async () => {
    again = true;
    if (running) return;
    running = true;
    try {
      while (again) {
        again = false;
        await attempt(action);
      }
    } finally {
      running = false;
    }
  };
}

function plural(count, word) {
  return `${count.toLocaleString("en")} ${word}${count === 1 ? "" : /(s|sh|ch|x)$/.test(word) ? "es" : "s"}`;
}

/** The time of day, with the date where it is not the hub's today. */
function clockTime(time) {
  const date = new Date(time);
  const day = (of) => of.toISOString().slice(0, 10);
  const clock = date.toLocaleTimeString("en-GB");
  return day(date) === day(hubNow()) ? clock : `${day(date)} ${clock}`;
}

function inUtc(time) {
  return new Date(time).toISOString().slice(0, 19).replace("T", " ");
}

/** A browser's clock is not the hub's, which can be set and stand still. */
let hubClock = { offset: 0, frozen: null, isReal: true };

function hubNow() {
  return hubClock.frozen ?? new Date(Date.now() + hubClock.offset);
}

/** What the hub says of its clock. */
async function readClock() {
  const clock = await getJson("/_emulator/clock");
  const now = new Date(clock.now);
  hubClock = { offset: now - Date.now(), frozen: clock.frozen ? now : null, isReal: clock.real };
  document.getElementById("clock")?.replaceWith(clockBadge());
  return clock;
}

/** Whoever has moved the hub's clock is to know it everywhere. */
function clockBadge() {
  const moved = !hubClock.isReal && [`Clock: ${inUtc(hubNow()).slice(0, 16)} UTC`, hubClock.frozen && ", stands still"];
  return link({ ...NOTHING_OPEN, view: "conditions" }, { id: "clock", class: "nav warn-text", hidden: !moved }, moved);
}
