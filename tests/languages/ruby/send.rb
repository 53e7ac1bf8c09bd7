# Sends from Ruby through the ffi gem.
#
# NH_LIB is the shared object, NH_CDEF notification_hubs.cdef.h; the rest is
# the local hub's.
require_relative 'nh'

PAYLOAD = '{"aps":{"alert":"Grüß dich"}}'.freeze

def send_one(hub)
  status, out = outcome { |place| NH.nh_send_apple_notification(hub, PAYLOAD, 'all', place) }
  id = NH.nh_outcome_notification_id(out)
  NH.nh_outcome_free(out)
  status == NH::STATUS_OK && id ? id : nil
end

check NH.nh_last_error.null?, 'no error at first'
check NH.nh_version.match?(/\A\d+\.\d+\.\d+\z/), 'version', NH.nh_version
check NH.nh_status_name(NH::STATUS_INVALID_TAG) == 'NH_STATUS_INVALID_TAG', 'status name'

options = NH.nh_options_new
check NH.nh_options_set_timeout_ms(options, 20_000) == NH::STATUS_OK, 'timeout', NH.last_error
hub = local_hub(options)

# A broadcast in one line.
status, out = outcome { |place| NH.nh_broadcast_apple_notification(hub, PAYLOAD, place) }
check status == NH::STATUS_OK, 'broadcast', NH.last_error
check NH.nh_outcome_error(out).null?, 'broadcast without error'
check NH.nh_outcome_verdict(out) == NH::VERDICT_ACCEPTED, 'verdict'
check NH.nh_outcome_http_status(out) == 201, 'HTTP status'
check NH.nh_outcome_attempts(out) == 1, 'attempts'
check !NH.nh_outcome_notification_id(out).to_s.empty?, 'notification id'
check NH.nh_outcome_tracking_id(out)&.length == 36, 'tracking id'
check !NH.nh_outcome_correlation_id(out).to_s.empty?, 'correlation id'
NH.nh_outcome_free(out)

# A template to a tag, as a test send, and its dry run.
template = NH.nh_notification_new_template
check NH.nh_notification_set_property(template, 'headline', 'Grüße aus "Ruby"') == NH::STATUS_OK,
      'property', NH.last_error
target = NH.nh_target_new_tag('all')
test = NH.nh_call_options_new
NH.nh_call_options_set_test(test, 1)
NH.nh_call_options_set_tracking_id(test, 'ruby-send')
status, out = outcome { |place| NH.nh_send(hub, template, target, test, place) }
check status == NH::STATUS_OK, 'template to a tag', NH.last_error
check NH.nh_outcome_tracking_id(out) == 'ruby-send', 'tracking id of the caller'
check NH.nh_outcome_has_test_result(out), 'test result'
check NH.nh_outcome_success_count(out) == 3, 'success count', NH.nh_outcome_success_count(out)
check NH.nh_outcome_result_count(out) == 3, 'result count', NH.nh_outcome_result_count(out)
check !NH.nh_outcome_result_platform(out, 0).nil?, 'platform of a result'
check NH.nh_outcome_result_platform(out, 3).nil?, 'past the last result'
body = NH.nh_outcome_body(out).read_bytes(NH.nh_outcome_body_len(out))
check body.include?('NotificationOutcome'), 'body as it came', body
NH.nh_outcome_free(out)
request = NH.nh_request_new(hub, template, target, test)
check NH.nh_request_url(request).end_with?('/messages?api-version=2020-06&test'), 'dry run, URL',
      NH.nh_request_url(request)
check NH.nh_request_body(request).force_encoding('UTF-8') ==
      '{"headline":"Grüße aus \"Ruby\""}', 'dry run, body', NH.nh_request_body(request)
NH.nh_request_free(request)

# Raw bytes: through a buffer, since :string refuses NUL.
bytes = "\0\1\xff raw\0".b
buffer = FFI::MemoryPointer.new(:char, bytes.bytesize).put_bytes(0, bytes)
raw = NH.nh_notification_new(NH::PLATFORM_WINDOWS, buffer, bytes.bytesize)
check NH.nh_notification_set_wns_type(raw, NH::WNS_TYPE_RAW) == NH::STATUS_OK, 'raw type',
      NH.last_error
check NH.nh_send(hub, raw, target, nil, nil) == NH::STATUS_OK, 'raw bytes', NH.last_error
NH.nh_notification_free(raw)

# Bad calls.
check NH.nh_target_new_tag('no tag').null?, 'bad tag'
error = NH.nh_error_copy(NH.nh_last_error)
check NH.nh_error_status(error) == NH::STATUS_INVALID_TAG, 'status of a bad tag'
check NH.nh_error_column(error) == 3, 'column of a bad tag'
status, out = outcome { |place| NH.nh_send_apple_notification(hub, PAYLOAD, '', place) }
check status == NH::STATUS_INVALID_TAG_EXPRESSION, 'empty expression', NH.nh_status_name(status)
check NH.nh_error_message(NH.nh_outcome_error(out)).include?('empty'), 'its message'
check NH.nh_outcome_verdict(out) == NH::VERDICT_NOT_ACCEPTED, 'its verdict'
NH.nh_outcome_free(out)
check NH.nh_error_message(error).include?('column 3'), 'a copy stays as it is'
NH.nh_error_free(error)
check NH.nh_hub_new(nil, nil, nil).null?, 'nil makes no hub'
check NH.last_error.include?('connection_string'), 'its message', NH.last_error
check NH.nh_hub_new('Endpoint=sb://h/', 'hub', nil).null?, 'bad connection string'
check NH.last_error.include?('SharedAccessKey'), 'its message', NH.last_error
check NH.nh_send_apple_notification(hub, "caf\xe9".b, 'all', nil) == NH::STATUS_INVALID_ARGUMENT,
      'payload that is not UTF-8'
check NH.last_error.include?('payload'), 'its message', NH.last_error

# nil is answered, never a crash.
status, out = outcome { |place| NH.nh_send(nil, nil, nil, nil, place) }
check status == NH::STATUS_INVALID_ARGUMENT, 'nil for a hub'
check NH.nh_error_message(NH.nh_outcome_error(out)).include?('hub'), 'its message'
NH.nh_outcome_free(out)
check NH.nh_send(hub, template, nil, nil, nil) == NH::STATUS_INVALID_ARGUMENT, 'nil for a target'
check NH.nh_send_apple_notification(hub, nil, 'all', nil) == NH::STATUS_INVALID_ARGUMENT,
      'nil for a payload'
check NH.nh_options_set_timeout_ms(nil, 1) == NH::STATUS_INVALID_ARGUMENT, 'nil for options'
check NH.nh_outcome_notification_id(nil).nil?, 'nil for an outcome'
check NH.nh_error_message(nil) == '', 'nil for an error'
NH.nh_hub_free(nil)
NH.nh_outcome_free(nil)

# Four threads over one hub.
ids = Array.new(4) { Thread.new { Array.new(25) { send_one(hub) } } }.flat_map(&:value)
check ids.compact.size == 100, 'four threads, 25 sends each', "#{ids.compact.size} of 100"
check ids.uniq.size == 100, 'each with an id of its own', "#{ids.uniq.size} ids"

NH.nh_notification_free(template)
NH.nh_target_free(target)
NH.nh_call_options_free(test)
NH.nh_hub_free(hub)

checks_done
