# What the Ruby test programs share: the library through the ffi gem, one line a
# check, and the local hub from the environment.
#
# NH_LIB is the shared object, NH_CDEF notification_hubs.cdef.h; the rest is
# the local hub's.
require 'ffi'

module NH
  extend FFI::Library
  ffi_lib ENV.fetch('NH_LIB')

  # The numbers of the header, by name.
  File.read(ENV.fetch('NH_CDEF')).scan(/^\s*(NH_[A-Z0-9_]+) = (\d+),/) do |name, number|
    const_set(name.delete_prefix('NH_'), Integer(number))
  end

  attach_function :nh_version, [], :string
  attach_function :nh_status_name, [:int32], :string
  attach_function :nh_last_error, [], :pointer
  attach_function :nh_error_copy, [:pointer], :pointer
  attach_function :nh_error_free, [:pointer], :void
  attach_function :nh_error_status, [:pointer], :int
  attach_function :nh_error_message, [:pointer], :string
  attach_function :nh_error_column, [:pointer], :size_t
  attach_function :nh_options_new, [], :pointer
  attach_function :nh_options_free, [:pointer], :void
  attach_function :nh_options_set_ca_file, [:pointer, :string], :int
  attach_function :nh_options_set_timeout_ms, [:pointer, :uint32], :int
  attach_function :nh_hub_new, [:string, :string, :pointer], :pointer
  attach_function :nh_hub_free, [:pointer], :void
  attach_function :nh_notification_new, [:int32, :pointer, :size_t], :pointer
  attach_function :nh_notification_new_template, [], :pointer
  attach_function :nh_notification_set_property, [:pointer, :string, :string], :int
  attach_function :nh_notification_set_wns_type, [:pointer, :int32], :int
  attach_function :nh_notification_free, [:pointer], :void
  attach_function :nh_target_new_tag, [:string], :pointer
  attach_function :nh_target_free, [:pointer], :void
  attach_function :nh_call_options_new, [], :pointer
  attach_function :nh_call_options_free, [:pointer], :void
  attach_function :nh_call_options_set_test, [:pointer, :int32], :int
  attach_function :nh_call_options_set_tracking_id, [:pointer, :string], :int
  attach_function :nh_request_new, [:pointer, :pointer, :pointer, :pointer], :pointer
  attach_function :nh_request_url, [:pointer], :string
  attach_function :nh_request_body, [:pointer], :string
  attach_function :nh_request_free, [:pointer], :void
  # Whatever waits for the network lets Ruby's other threads run.
  attach_function :nh_send, [:pointer] * 5, :int, blocking: true
  attach_function :nh_send_apple_notification, [:pointer, :string, :string, :pointer], :int,
                  blocking: true
  attach_function :nh_broadcast_apple_notification, [:pointer, :string, :pointer], :int,
                  blocking: true
  attach_function :nh_outcome_status, [:pointer], :int
  attach_function :nh_outcome_verdict, [:pointer], :int
  attach_function :nh_outcome_error, [:pointer], :pointer
  attach_function :nh_outcome_notification_id, [:pointer], :string
  attach_function :nh_outcome_tracking_id, [:pointer], :string
  attach_function :nh_outcome_correlation_id, [:pointer], :string
  attach_function :nh_outcome_http_status, [:pointer], :int32
  attach_function :nh_outcome_attempts, [:pointer], :uint32
  attach_function :nh_outcome_body, [:pointer], :pointer
  attach_function :nh_outcome_body_len, [:pointer], :size_t
  attach_function :nh_outcome_has_test_result, [:pointer], :bool
  attach_function :nh_outcome_success_count, [:pointer], :int64
  attach_function :nh_outcome_result_count, [:pointer], :size_t
  attach_function :nh_outcome_result_platform, [:pointer, :size_t], :string
  attach_function :nh_outcome_free, [:pointer], :void

  def self.last_error
    nh_error_message(nh_last_error)
  end
end

$passed = $failed = 0

def check(good, name, why = '')
  if good
    $passed += 1
    puts "ok #{name}"
  else
    $failed += 1
    puts "not ok #{name}: #{why}"
  end
end

# Calls with a place for an outcome; gives the status and what the block says
# of the outcome.
def outcome
  place = FFI::MemoryPointer.new(:pointer)
  status = yield place
  out = place.read_pointer
  [status, out]
end

# The local hub, with these options, which are freed.
def local_hub(options)
  unless ENV.fetch('NH_CA_FILE').empty?
    check NH.nh_options_set_ca_file(options, ENV.fetch('NH_CA_FILE')) == NH::STATUS_OK, 'CA file',
          NH.last_error
  end
  hub = NH.nh_hub_new(ENV.fetch('NH_CONNECTION_STRING'), ENV.fetch('NH_HUB'), options)
  NH.nh_options_free(options)
  check !hub.null?, 'hub', NH.last_error
  hub
end

# The last line, and the program's exit status.
def checks_done
  puts "#{$passed} passed, #{$failed} failed"
  exit $failed.zero? && $passed.positive?
end
