# frozen_string_literal: true

module NotificationHubs
  # What is sent, whoever it goes to: it can be sent many times, and by several threads.
  #
  # What can be set afterwards are also keywords of what makes one: apns_priority: 10,
  # headers: { 'apns-id' => '…' }, properties: { … }.
  class Notification < NativeObject
    freed_by :nh_notification_free

    class << self
      # A template notification; each device renders its own template.
      # @param properties [Hash{String, Symbol => String}]
      # @return [Notification]
      def template(properties = {}, **settings)
        build(:nh_notification_new_template, properties: properties, **settings)
      end

      # An Apple alert with its push type and priority; properties are members beside "aps".
      # @return [Notification]
      def apple_alert(body, title: nil, **settings)
        build(:nh_notification_new_apple_alert, title, body, **settings)
      end

      # An Apple background push.
      # @return [Notification]
      def apple_background(**settings) = build(:nh_notification_new_apple_background, **settings)

      # An FCM v1 message; properties are its data.
      # @return [Notification]
      def fcmv1_message(body = nil, title: nil, **settings)
        build(:nh_notification_new_fcmv1_message, title, body, **settings)
      end

      # @param launch [String, nil] what the app is told when the toast is touched
      # @return [Notification]
      def windows_toast(line1, line2 = nil, launch: nil, **settings)
        build(:nh_notification_new_windows_toast, line1, line2, launch, **settings)
      end

      # @return [Notification]
      def windows_tile(line1, line2 = nil, **settings)
        build(:nh_notification_new_windows_tile, line1, line2, **settings)
      end

      # @param value [String, Integer] a number or one of Windows's glyphs
      # @return [Notification]
      def windows_badge(value, **settings)
        build(:nh_notification_new_windows_badge, value.to_s, **settings)
      end

      private

      def build(function, *arguments, **settings)
        make(function, *arguments).tap { |notification| notification.__send__(:assign, settings) }
      end
    end

    # @param platform [Symbol] of {Platform}
    # @param body [String, Hash] the platform's own payload; any bytes of a raw Windows one
    def initialize(platform, body, **settings)
      super()
      bytes = Types::Text.to_native(Taken.json(body))
      make(:nh_notification_new, platform, bytes, bytes.to_s.bytesize)
      assign(settings)
    end

    # Sets a property: of a template, a member beside "aps", data of an FCM v1 message.
    def set_property(name, value) = set(:nh_notification_set_property, name.to_s, value)

    # @param properties [Hash]
    def properties=(properties)
      Types.pairs(properties).each { |name, value| set_property(name, value) }
    end

    # Sets a header for the platform's push service.
    def set_header(name, value) = set(:nh_notification_set_header, name, value)

    # @param type [Symbol] of {WnsType}, instead of what the payload's root element says
    def wns_type=(type)
      set(:nh_notification_set_wns_type, type)
    end

    # @param type [Symbol] of {MpnsType}
    # @param notification_class [Integer] 0 for delivery at once
    def set_mpns_type(type, notification_class = 0)
      set(:nh_notification_set_mpns_type, type, notification_class)
    end

    # @param type [Symbol] of {ApnsPushType}
    def apns_push_type=(type)
      set(:nh_notification_set_apns_push_type, type)
    end

    # @param priority [Integer] 10, 5 or 1
    def apns_priority=(priority)
      set(:nh_notification_set_apns_priority, priority)
    end

    # @param time [Time, Integer] until when Apple tries; an Integer in seconds since 1970
    def apns_expiration=(time)
      set(:nh_notification_set_apns_expiration, Taken.unix_seconds(time))
    end

    # @param topic [String] usually the app's bundle id
    def apns_topic=(topic)
      set(:nh_notification_set_apns_topic, topic)
    end

    # @param collapse_id [String] a later push with the same one replaces this one
    def apns_collapse_id=(collapse_id)
      set(:nh_notification_set_apns_collapse_id, collapse_id)
    end

    # Checks the payload as its push service would.
    # @raise [UsageError] :invalid_payload
    # @return [self]
    def check
      Call.check(:nh_notification_check, self)
      self
    end
  end
end
