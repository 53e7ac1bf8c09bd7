# frozen_string_literal: true

module NotificationHubs
  # A template of an installation.
  class Template < NativeObject
    freed_by :nh_template_free

    # @param body [String, Hash] the platform's payload with expressions such as $(name)
    # @param attributes headers: {…}, tags: […], expiry:
    def initialize(body, **attributes)
      super()
      make(:nh_template_new, Notification.payload(body))
      assign(attributes)
    end

    # Checks the body of a template for devices of a platform.
    # @raise [UsageError] :invalid_payload, whose column tells where it is wrong
    # @return [void]
    def self.check(platform, body)
      Call.check(:nh_template_check, platform, Notification.payload(body))
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

    # @param expression [String] for the expiry: Apple only
    def expiry=(expression)
      set(:nh_template_set_expiry, expression)
    end
  end
end
