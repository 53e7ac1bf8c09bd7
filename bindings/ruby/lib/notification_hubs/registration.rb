# frozen_string_literal: true

module NotificationHubs
  # A handle with tags and possibly a template.
  class Registration < NativeObject
    freed_by :nh_registration_free

    class << self
      # A registration with Baidu.
      # @return [Registration]
      def baidu(user_id:, channel_id:, **attributes)
        build(:nh_registration_new_baidu, user_id, channel_id, **attributes)
      end

      # A browser's registration, with the three parts of its subscription.
      # @return [Registration]
      def browser(endpoint:, p256dh:, auth:, **attributes)
        build(:nh_registration_new_browser, endpoint, p256dh, auth, **attributes)
      end

      private

      def build(function, *arguments, **attributes)
        make(function, *arguments).tap { |made| made.__send__(:assign, attributes) }
      end
    end

    # @param platform [Symbol] of {Platform}
    # @param handle [String, Hash] for a browser its subscription as JSON
    # @param attributes tags: […], push_variables: {…}, secondary_tile:
    def initialize(platform, handle, **attributes)
      super()
      make(:nh_registration_new, platform, Taken.json(handle))
      assign(attributes)
    end

    # @param handle [String, Hash] for a browser its subscription as JSON, for Baidu the channel id
    def handle=(handle)
      set(:nh_registration_set_handle, Taken.json(handle))
    end

    # @param user_id [String] with Baidu
    def baidu_user_id=(user_id)
      set(:nh_registration_set_baidu_user_id, user_id)
    end

    # @return [self]
    def remove_secondary_tile = set(:nh_registration_remove_secondary_tile)

    # Makes it a native registration.
    # @return [self]
    def remove_template = set(:nh_registration_remove_template)

    # @return [self]
    def remove_template_header(name) = set(:nh_registration_remove_template_header, name)

    # @return [self]
    def add_tag(tag) = set(:nh_registration_add_tag, tag)

    # @return [self]
    def remove_tag(tag) = set(:nh_registration_remove_tag, tag)

    # Sets a value that its template can use.
    # @return [self]
    def set_push_variable(name, value) = set(:nh_registration_set_push_variable, name, value)

    # @return [self]
    def remove_push_variable(name) = set(:nh_registration_remove_push_variable, name)

    # @param name [String] of the secondary tile: Windows and Windows Phone
    def secondary_tile=(name)
      set(:nh_registration_set_secondary_tile, name)
    end

    # Makes it a template registration.
    # @return [self]
    def set_template(body, name = nil)
      set(:nh_registration_set_template, Taken.json(body), name)
    end

    # Sets a header of its template. Set the template first.
    # @return [self]
    def set_template_header(name, value) = set(:nh_registration_set_template_header, name, value)

    # Sets the expressions of an Apple template. Set the template first.
    # @return [self]
    def set_apple_expressions(expiry: nil, priority: nil)
      set(:nh_registration_set_apple_expressions, expiry, priority)
    end

    # @param message_type [Integer] of a Baidu template. Set the template first.
    def baidu_message_type=(message_type)
      set(:nh_registration_set_baidu_message_type, message_type)
    end

    # @return [String, nil] nil if it was not read from the service
    def id = Native.nh_registration_id(self)

    # @return [String, nil] for {Hub#update_registration} and {Hub#delete_registration}
    def etag = Native.nh_registration_etag(self)

    # @return [String, nil] as the service writes it
    def expiration_time = Native.nh_registration_expiration_time(self)

    # @return [Symbol, nil] nil for one that this version does not know
    def platform = Platform.known(Native.nh_registration_platform(self))

    # @return [String] the name of its description, "" if it was not read from the service
    def kind = Native.nh_registration_kind(self)

    # @return [String] for a browser the endpoint, for Baidu the channel id
    def handle = Native.nh_registration_handle(self)

    # @return [String, nil]
    def baidu_user_id = Native.nh_registration_baidu_user_id(self)

    # @return [String, nil]
    def browser_p256dh = Native.nh_registration_browser_p256dh(self)

    # @return [String, nil]
    def browser_auth = Native.nh_registration_browser_auth(self)

    # @return [String, nil]
    def secondary_tile = Native.nh_registration_secondary_tile(self)

    # @return [Array<String>]
    def tags = list(:nh_registration_tag_count, :nh_registration_tag)

    # @return [String, nil]
    def push_variable(name) = Native.nh_registration_push_variable(self, name)

    # @return [Hash{String => String, nil}] nil for one that is no text
    def push_variables
      names = list(:nh_registration_push_variable_count, :nh_registration_push_variable_name)
      names.to_h { |name| [name, push_variable(name)] }
    end

    def template? = Native.nh_registration_has_template(self)

    # @return [String, nil]
    def template_body = Native.nh_registration_template_body(self)

    # @return [String, nil]
    def template_name = Native.nh_registration_template_name(self)

    # @return [Hash{String => String}]
    def template_headers
      names = list(:nh_registration_template_header_count, :nh_registration_template_header_name)
      values = list(:nh_registration_template_header_count, :nh_registration_template_header_value)
      names.zip(values).to_h
    end

    # @return [String, nil] the expression of an Apple template
    def apple_expiry = Native.nh_registration_apple_expiry(self)

    # @return [String, nil] the expression of an Apple template
    def apple_priority = Native.nh_registration_apple_priority(self)

    # @return [Integer, nil]
    def baidu_message_type
      message_type = Native.nh_registration_baidu_message_type(self)
      message_type unless message_type.negative?
    end

    # @return [String, nil] as it is sent; nil after a setter failed
    def xml = Native.nh_registration_xml(self)
  end
end
