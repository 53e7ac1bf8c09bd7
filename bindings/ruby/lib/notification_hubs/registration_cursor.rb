# frozen_string_literal: true

require_relative 'cursor'

module NotificationHubs
  # A place in a list of registrations, which asks for a page when it needs one.
  class RegistrationCursor < Cursor
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

    # @return [Registration, nil] nil at the end
    def next(**options) = call(:nh_registration_cursor_next, **options)

    # @!method each(**options)
    #   @yieldparam item [Registration]
    #   @return [self]
  end
end
