// Numbers and times in words.

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

function ago(time) {
  const seconds = Math.round((hubNow() - new Date(time)) / 1000);
  if (seconds < 5) return "now";
  for (const [size, unit] of [[86400, "d"], [3600, "h"], [60, "min"]]) {
    if (seconds >= size) return `${Math.floor(seconds / size)} ${unit}`;
  }
  return `${seconds} s`;
}

/** A browser's clock is not the hub's, which can be set. */
let clockOffset = 0;

function hubNow() {
  return new Date(Date.now() + clockOffset);
}

async function readClock() {
  const { now } = await getJson("/_emulator/clock");
  clockOffset = new Date(now) - Date.now();
}
