# Sends one alert to Apple devices with the tag "world".
#
#   tclsh send.tcl LIBRARY     where nh.c was compiled to
encoding system utf-8
load [lindex $argv 0] Nh

proc variable_or_empty {name} {
    expr {[info exists ::env($name)] ? $::env($name) : ""}
}

try {
    set hub [nh::open {*}[lmap name {NH_CONNECTION_STRING NH_HUB NH_CA_FILE} {variable_or_empty $name}]]
    set tracking_id [$hub apple "{\"aps\":{\"alert\":\"Hello from Tcl! Gr\u00fc\u00dfe\"}}" world]
    puts "accepted, tracking id $tracking_id"
} trap NH message {
    puts stderr $message
    exit 1
} finally {
    if {[info exists hub]} {rename $hub ""}
}
