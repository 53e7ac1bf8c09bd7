# frozen_string_literal: true

module NotificationHubs
  # A place in a list of registrations, which asks for a page when it needs one. It goes on
  # where it is: a second each continues, and after a failure the same page is asked for again.
  # For one thread at a time.
  class RegistrationCursor < NativeObject
    include Enumerable

    freed_by :nh_registration_cursor_free

    # All registrations of a hub (Manage right).
    # @return [RegistrationCursor]
    def self.all(hub) = make(:nh_registration_cursor_new_all, hub)

    # The registrations with a tag (Manage right).
    # @return [RegistrationCursor]
    def self.by_tag(hub, tag) = make(:nh_registration_cursor_new_by_tag, hub, tag)

    # The registrations of a handle.
    # @return [RegistrationCursor]
    def self.by_channel(hub, channel) = make(:nh_registration_cursor_new_by_channel, hub, channel)

    private_class_method :new

    # @return [Registration, nil] nil at the end
    def next(**options) = call(:nh_registration_cursor_next, **options)

    # @yieldparam registration [Registration]
    # @return [self]
    def each(**options)
      return to_enum(:each, **options) unless block_given?

      while (registration = self.next(**options))
        yield registration
      end
      self
    end
  end
end
