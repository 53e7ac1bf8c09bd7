# frozen_string_literal: true

module NotificationHubs
  # What the service knows of a notification. Texts are nil where it said nothing.
  class NotificationDetails < NativeObject
    # How many devices of a platform ended with an outcome, in the service's words.
    Count = Struct.new(:platform, :outcome, :value)

    freed_by :nh_notification_details_free

    # @return [Symbol] of {NotificationState}
    def state = Native.nh_notification_details_state(self)

    # @return [String] the state in the service's word
    def state_text = Native.nh_notification_details_state_text(self)

    # @return [String]
    def notification_id = Native.nh_notification_details_notification_id(self)

    # @return [String, nil] its address
    def location = Native.nh_notification_details_location(self)

    # @return [String, nil] when the service took it, as it writes times
    def enqueue_time = Native.nh_notification_details_enqueue_time(self)

    # @return [String, nil] when sending began
    def start_time = Native.nh_notification_details_start_time(self)

    # @return [String, nil] when sending ended
    def end_time = Native.nh_notification_details_end_time(self)

    # @return [String, nil] the payload
    def body = Native.nh_notification_details_body(self)

    # @return [String, nil] the tag expression
    def tags = Native.nh_notification_details_tags(self)

    # @return [String, nil] separated by commas
    def target_platforms = Native.nh_notification_details_target_platforms(self)

    # @return [String, nil] where errors can be read one by one, with a signature of its own
    def error_uri = Native.nh_notification_details_error_uri(self)

    # @return [Array<Count>] one for each platform and outcome
    def counts
      Array.new(Native.nh_notification_details_count(self)) do |index|
        Count.new(Native.nh_notification_details_count_platform(self, index),
                  Native.nh_notification_details_count_outcome(self, index),
                  Native.nh_notification_details_count_value(self, index))
      end
    end
  end
end
