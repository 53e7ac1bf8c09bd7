# The library from Ruby's ffi: calls that wait release the interpreter's lock,
# and a hub made before fork works in the child.
require "ffi"
require "json"

module NH
  extend FFI::Library
  ffi_lib ENV.fetch("NH_LIB")
  attach_function :nh_options_new, [], :pointer
  attach_function :nh_options_free, [:pointer], :void
  attach_function :nh_options_set_ca_file, %i[pointer string], :int
  attach_function :nh_hub_new, %i[string string pointer], :pointer
  attach_function :nh_hub_free, [:pointer], :void
  attach_function :nh_send_apple_notification, %i[pointer string string pointer], :int, blocking: true
  attach_function :nh_broadcast_apple_notification, %i[pointer string pointer], :int, blocking: true
  attach_function :nh_outcome_verdict, [:pointer], :int
  attach_function :nh_outcome_notification_id, [:pointer], :string
  attach_function :nh_outcome_error, [:pointer], :pointer
  attach_function :nh_outcome_free, [:pointer], :void
  attach_function :nh_error_message, [:pointer], :string
  attach_function :nh_last_error, [], :pointer
end

$passed = $failed = 0

def check(good, name)
  good ? $passed += 1 : $failed += 1
  puts good ? "ok #{name}" : "not ok #{name}: false"
end

# Gives status, verdict, notification id and error message of a call.
def outcome
  place = FFI::MemoryPointer.new(:pointer)
  status = yield place
  result = place.read_pointer
  [status, NH.nh_outcome_verdict(result), NH.nh_outcome_notification_id(result),
   NH.nh_error_message(NH.nh_outcome_error(result))]
ensure
  NH.nh_outcome_free(place.read_pointer)
end

options = NH.nh_options_new
ca = ENV.fetch("NH_CA_FILE")
NH.nh_options_set_ca_file(options, ca) unless ca.empty?
hub = NH.nh_hub_new(ENV.fetch("NH_CONNECTION_STRING"), ENV.fetch("NH_HUB"), options)
NH.nh_options_free(options)
check !hub.null?, "a hub"

payload = JSON.generate(aps: { alert: "Grüße from Ruby" })
status, verdict, id, = outcome { |place| NH.nh_broadcast_apple_notification(hub, payload, place) }
check status.zero? && verdict == 1, "a broadcast"
check !id.nil?, "its notification id"

status, verdict, _, message = outcome { |place| NH.nh_send_apple_notification(hub, payload, "", place) }
check status == 6 && verdict == 2, "an empty expression is refused"
check message.include?("empty"), "and explained"

accepted = Array.new(4) do
  Thread.new do
    10.times.count { outcome { |place| NH.nh_send_apple_notification(hub, payload, "all", place) }[0].zero? }
  end
end.sum(&:value)
check accepted == 40, "four threads send over one hub"

child = fork do
  good = 10.times.all? do
    outcome { |place| NH.nh_send_apple_notification(hub, payload, "all", place) }[0].zero?
  end
  exit!(good ? 0 : 1)
end
good = 10.times.all? { outcome { |place| NH.nh_send_apple_notification(hub, payload, "all", place) }[0].zero? }
Process.wait(child)
check $?.success?, "a forked child sends over the inherited hub"
check good, "and its parent beside it"

check NH.nh_hub_new(nil, nil, nil).null?, "NULL makes no hub"
check NH.nh_error_message(NH.nh_last_error).include?("connection_string"), "and the message says why"

NH.nh_hub_free(hub)
puts "#{$passed} passed, #{$failed} failed"
exit($failed.zero? ? 0 : 1)
