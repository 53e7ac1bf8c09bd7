# frozen_string_literal: true

module NotificationHubs
  # What is sent, whoever it goes to: it can be sent many times, and by several threads.
  #
  # What can be set afterwards are also keywords of what makes one: apns_priority: 10,
  # headers: { 'apns-id' => '…' }, properties: { … }, fields: { apple_badge: 3 }.
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

      # A push to a Live Activity.
      # @param event [String] start, update or end
      # @param time [Time, Integer] of what it tells; an Integer in seconds since 1970
      # @param content_state [Hash, String, nil]
      # @return [Notification]
      def apple_live_activity(event, time, content_state = nil, **settings)
        build(:nh_notification_new_apple_live_activity, event, Taken.unix_seconds(time),
              Taken.json(content_state), **settings)
      end

      # An FCM v1 message; properties are its data.
      # @return [Notification]
      def fcmv1_message(body = nil, title: nil, **settings)
        build(:nh_notification_new_fcmv1_message, title, body, **settings)
      end

      # A message of Google's legacy API; properties are its data.
      # @return [Notification]
      def gcm_message(body = nil, title: nil, **settings)
        build(:nh_notification_new_gcm_message, title, body, **settings)
      end

      # An Amazon message; properties are its data.
      # @return [Notification]
      def adm_message(**settings) = build(:nh_notification_new_adm_message, **settings)

      # A Baidu notification; properties are its custom content.
      # @return [Notification]
      def baidu_message(description, title: nil, **settings)
        build(:nh_notification_new_baidu_message, title, description, **settings)
      end

      # A push to browsers; properties are its data.
      # @return [Notification]
      def browser_message(body = nil, title: nil, **settings)
        build(:nh_notification_new_browser_message, title, body, **settings)
      end

      # @return [Notification]
      def xiaomi_message(description = nil, title: nil, **settings)
        build(:nh_notification_new_xiaomi_message, title, description, **settings)
      end

      # @return [Notification]
      def mpns_toast(text1, text2 = nil, **settings)
        build(:nh_notification_new_mpns_toast, text1, text2, **settings)
      end

      # A Windows Phone tile, all of which are fields.
      # @return [Notification]
      def mpns_tile(**settings) = build(:nh_notification_new_mpns_tile, **settings)

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

    # Sets a property: of a template, a member beside "aps", data of a message.
    # @param value [String, Hash, Array, Numeric, true, false, nil] where it need not be text,
    #   what is none becomes JSON
    def set_property(name, value)
      return set(:nh_notification_set_property, name.to_s, value) if String.try_convert(value)

      set(:nh_notification_set_property_json, name.to_s, JSON.generate(value))
    end

    # Sets a field that the push service documents, or takes it away with nil.
    # @param field [Symbol] of {Field}, whose comment in the header says what it takes
    # @param value [String, Numeric, Time, true, false, Array<String>, Hash, nil]
    def set_field(field, value)
      case value
      when nil then set(:nh_notification_clear_field, field)
      when true, false then set(:nh_notification_set_flag, field, value)
      when Numeric, Time then set(:nh_notification_set_number, field, value.to_f)
      when Hash then set(:nh_notification_set_json, field, Taken.json(value))
      when Array then set_list(field, value)
      else set(:nh_notification_set_text, field, value)
      end
    end

    # @param fields [Hash{Symbol => Object}]
    def fields=(fields)
      Types.pairs(fields).each { |field, value| set_field(field, value) }
    end

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

    private def set_list(field, texts)
      # Before the old ones are taken away.
      texts.each { |text| Types::Text.to_native(text) }
      set(:nh_notification_clear_field, field)
      texts.each { |text| set(:nh_notification_add_text, field, text) }
      self
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
