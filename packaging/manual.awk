# Copies pages of the manual into an installation, with links that lead somewhere there:
# a link to what is not installed becomes its text.
#
#   awk -v to=DIR -v include=HEADERS -v files='FILE...' -f manual.awk PAGE...
#
# DIR gets the pages by their names in the source, as it has the FILEs; HEADERS is where
# include/ is, seen from DIR.
BEGIN {
  for (i = 1; i < ARGC; i++) remember(ARGV[i])
  count = split(files, list, " ")
  for (i = 1; i <= count; i++) remember(list[i])
}
FNR == 1 {
  finish()
  out = to "/" FILENAME
  up = FILENAME
  gsub(/[^\/]+\//, "../", up)
  sub(/[^\/]+$/, "", up)
  folder = FILENAME
  sub(/[^\/]+$/, "", folder)
}
/^ *```/ {
  flush()
  code = !code
  print >out
  next
}
code || /^$/ {
  flush()
  print >out
  next
}
# A link may go on in the next line, but not in the next paragraph.
{ text = text $0 "\n" }
END { finish() }

# A file is there, and so are the folders that it is in.
function remember(file) {
  while (file != "") {
    known[file] = 1
    if (!sub(/\/[^\/]+$/, "", file)) break
  }
}
function finish() {
  flush()
  if (out != "") close(out)
}
function flush(done, link, words, target) {
  done = ""
  while (match(text, /\[[^][]*\]\([^() ]*\)/)) {
    done = done substr(text, 1, RSTART - 1)
    link = substr(text, RSTART, RLENGTH)
    text = substr(text, RSTART + RLENGTH)
    words = link
    sub(/\]\([^()]*\)$/, "", words)
    target = substr(link, length(words) + 3, length(link) - length(words) - 3)
    done = done linked(substr(words, 2), target)
  }
  if (done text != "") printf "%s", done text >out
  text = ""
}
function linked(words, target, place, part) {
  if (target ~ /^(#|[a-z]+:)/) return "[" words "](" target ")"
  place = folder target
  part = ""
  if (match(place, /#.*/)) {
    part = substr(place, RSTART)
    place = substr(place, 1, RSTART - 1)
  }
  while (sub(/[^\/]+\/\.\.\//, "", place)) continue
  sub(/\/$/, "", place)
  if (place in known) return "[" words "](" target ")"
  if (sub(/^include\//, "", place)) return "[" words "](" up include "/" place part ")"
  return words
}
