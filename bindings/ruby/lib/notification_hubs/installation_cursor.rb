# frozen_string_literal: true

require_relative 'cursor'

module NotificationHubs
  # A place in a list of installations, each of which comes once (Manage right).
  class InstallationCursor < Cursor
    freed_by :nh_installation_cursor_free

    # All installations of a hub.
    # @return [InstallationCursor]
    def self.all(hub) = make(:nh_installation_cursor_new_all, hub)

    # The installations with a tag, also where a template alone has it.
    # @return [InstallationCursor]
    def self.by_tag(hub, tag) = make(:nh_installation_cursor_new_by_tag, hub, tag)

    # The installations of a user.
    # @return [InstallationCursor]
    def self.by_user(hub, user_id) = make(:nh_installation_cursor_new_by_user, hub, user_id)

    # The installations of a handle.
    # @return [InstallationCursor]
    def self.by_channel(hub, channel) = make(:nh_installation_cursor_new_by_channel, hub, channel)

    # @return [Installation, nil] nil at the end
    def next(**options) = call(:nh_installation_cursor_next, **options)

    # @!method each(**options)
    #   @yieldparam item [Installation]
    #   @return [self]
  end
end
