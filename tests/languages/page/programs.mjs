// Prints sends as JSON, each with the programs that the local hub's page shows for it, and what such a
// program should send. The page's script is taken as it is: node programs.mjs FOLDER_OF_THE_PAGE.

import { readFileSync } from "node:fs";
import { join } from "node:path";

const files = ["samples.js", "outgoing.js", "programs.js"].map((name) => readFileSync(join(process.argv[2], name), "utf8"));
const page = new Function(`"use strict";\n${files.join("")}\nreturn { SAMPLES, PROGRAM_LANGUAGES, payloadText, programIn, wireOf };`)();

const alert = { "apns-push-type": "alert", "apns-priority": "10" };
const to = (kind, parts = {}) => ({ kind, ...parts });
const apple = (payload, target, more = {}) => ({ format: "apple", payload, headers: alert, target, test: false, minutes: 0, ...more });
const hello = '{"aps":{"alert":"Hello!"}}';

// What ends a string, a comment, a program or a document in one of the languages, or stands for something else.
const nasty = "it's \"quoted\" '''x''' \\ \\n \\u0041 $HOME ${x} $(id) `id` #{y} {$z} %s ?> */ // /* # <!-- </script> ??= ??/ ???) \u2028 \u0085 \ufeff é 漢 😀 <b>&amp;";
const inLines = `{"aps":\r\n\t{"alert": ${JSON.stringify(nasty)}},\n"x":\n__END__\n`.replace("__END__", "17}");

const sends = {
  everybody: apple(hello, to("all")),
  nasty: apple(inLines, to("all")),
  tags: apple(hello, to("tags", { expression: "(vip && en) || !world" })),
  installation: apple(hello, to("installation", { id: "anns-iphone" })),
  handle: apple(hello, to("handle", { handle: "a1".repeat(32), p256dh: "", auth: "" })),
  browser: apple('{"title":"Hello"}', to("handle", { handle: "https://push.example.com/it's?a=1&b=$x%41", p256dh: "BKey-_1", auth: "secret-_2" }), { format: "browser", headers: {} }),
  "test send": apple(hello, to("all"), { test: true }),
  scheduled: apple(hello, to("tags", { expression: "vip" }), { minutes: 90 }),
  template: apple('{"greeting_en":"Hello","greeting_de":"Gr\u00fc\u00dfe"}', to("tags", { expression: "en || de || sports" }), { format: "template", headers: {} }),
  // Any text at all, and nothing that looks like an option or a file.
  raw: apple(`@/etc/passwd\n-x\n=begin\n__END__\nPUSH\nEOF\n'\n\\\n${nasty}\x01\x1f\x7f\n`, to("all"), { format: "windows", headers: { "X-WNS-Type": "wns/raw", "X-WNS-Cache-Policy": "it's $x \\" } }),
};
for (const [format, samples] of Object.entries(page.SAMPLES)) {
  for (const [name, payload, headers] of samples) {
    sends[`${format} ${name}`] = apple(page.payloadText(payload), to("all"), { format, headers });
  }
}

console.log(JSON.stringify(Object.entries(sends).map(([name, push]) => ({
  name, push, wire: page.wireOf(push),
  programs: Object.fromEntries(Object.keys(page.PROGRAM_LANGUAGES).map((language) => [language, page.programIn(language, push)])),
}))));
