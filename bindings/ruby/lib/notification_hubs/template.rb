# frozen_string_literal: true

module NotificationHubs
  # A template of an installation.
  class Template < NativeObject
    freed_by :nh_template_free

    # @param body [String, Hash] the platform's payload with expressions such as $(name)
    # @param attributes headers: {…}, tags: […], expiry:
    def initialize(body, **attributes)
      super()
      make(:nh_template_new, Taken.json(body))
      assign(attributes)
    end

    # Checks the body of a template for devices of a platform.
    # @raise [UsageError] :invalid_payload, whose column tells where it is wrong
    # @return [void]
    def self.check(platform, body)
      Call.check(:nh_template_check, platform, Taken.json(body))
    end

    # Checks what it makes of a sample of properties, with its own headers; for Apple with those of
    # the sample.
    # @param sample [Notification] of Notification.template
    # @raise [UsageError] :invalid_payload
    # @return [void]
    def check_with_sample(platform, sample)
      Call.check(:nh_template_check_with_sample, platform, self, sample)
    end

    # Sets a header for the push service.
    # @return [self]
    def set_header(name, value) = set(:nh_template_set_header, name, value)

    # Adds a tag that this template alone has.
    # @return [self]
    def add_tag(tag) = set(:nh_template_add_tag, tag)

    # @return [self]
    def remove_tag(tag) = set(:nh_template_remove_tag, tag)

    # @return [self]
    def remove_header(name) = set(:nh_template_remove_header, name)

    # @param body [String, Hash]
    def body=(body)
      set(:nh_template_set_body, Taken.json(body))
    end

    # @param expression [String, nil] for the expiry: Apple only
    def expiry=(expression)
      set(:nh_template_set_expiry, expression)
    end

    # @return [String]
    def body = Native.nh_template_body(self)

    # @return [String, nil]
    def expiry = Native.nh_template_expiry(self)

    # @return [Hash{String => String}]
    def headers
      list(:nh_template_header_count, :nh_template_header_name)
        .zip(list(:nh_template_header_count, :nh_template_header_value)).to_h
    end

    # @return [Array<String>]
    def tags = list(:nh_template_tag_count, :nh_template_tag)
  end
end
