# The commands of a page as one script: those of its fences ```sh, in their order,
# and programs that the page has saved (```c first.c), where it has them.
#
#   awk -v who=user -f page_script.awk PAGE     what a user does
#   awk -v who=root -f page_script.awk PAGE     what takes root: ```sh root
BEGIN { end = "END_OF_WHAT_THE_PAGE_HAS_SAVED" }
/^ *```/ && inside {
  if (file) print end
  inside = file = 0
  next
}
/^ *```/ {
  match($0, /^ */)
  indent = RLENGTH
  inside = 1
  fence = substr($0, indent + 4)
  commands = who == "root" ? fence == "sh root" : fence == "sh" || fence == "sh run"
  file = who != "root" && fence ~ /^[a-z]+ [^ ]*\./
  if (file) print "cat >" substr(fence, index(fence, " ") + 1) " <<'" end "'"
  next
}
inside && (commands || file) { print substr($0, indent + 1) }
