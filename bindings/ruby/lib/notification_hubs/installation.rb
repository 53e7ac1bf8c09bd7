# frozen_string_literal: true

module NotificationHubs
  # A device with its tags, templates and push variables.
  class Installation < NativeObject
    # A template as an installation has it.
    NamedTemplate = Struct.new(:name, :body, :tags, :headers, :expiry) do
      include Discreet

      def inspect = "#<#{self.class} #{name}>"
    end

    freed_by :nh_installation_free

    class << self
      # A browser's installation, with the three parts of its subscription.
      # @return [Installation]
      def browser(installation_id, endpoint:, p256dh:, auth:, **attributes)
        made = make(:nh_installation_new_browser, installation_id, endpoint, p256dh, auth)
        made.tap { |installation| installation.__send__(:assign, attributes) }
      end

      # An installation as devices or other SDKs write it.
      # @param json [String, Hash]
      # @return [Installation]
      def from_json(json)
        bytes = Types::Text.to_native(Taken.json(json))
        make(:nh_installation_from_json, bytes, bytes.to_s.bytesize)
      end
    end

    # @param installation_id [String] that you choose
    # @param platform [Symbol] of {Platform}
    # @param push_channel [String, Hash] the device's handle; a browser's subscription as JSON
    # @param attributes user_id:, tags: […], push_variables: {…}, templates: { name => Template },
    #   secondary_tiles: { id => SecondaryTile }
    def initialize(installation_id, platform, push_channel, **attributes)
      super()
      make(:nh_installation_new, installation_id, platform, Taken.json(push_channel))
      assign(attributes)
    end

    # @param user_id [String] whose device it is
    def user_id=(user_id)
      set(:nh_installation_set_user_id, user_id)
    end

    # Makes it nobody's device.
    # @return [self]
    def remove_user_id = set(:nh_installation_remove_user_id)

    # @param push_channel [String, Hash] the handle; a browser's subscription as JSON
    def push_channel=(push_channel)
      set(:nh_installation_set_push_channel, Taken.json(push_channel))
    end

    # Sets a browser's new subscription.
    # @return [self]
    def set_browser_channel(endpoint:, p256dh:, auth:)
      set(:nh_installation_set_browser_channel, endpoint, p256dh, auth)
    end

    # @param time [Time, String, nil] text such as "2027-01-15T00:00:00Z"; nil leaves it to the hub
    def expiration_time=(time)
      set(:nh_installation_set_expiration_time, Taken.time_text(time))
    end

    # Sets any member to its JSON, or to a Hash or an Array as such; nil removes it.
    # @return [self]
    def set_member(name, json) = set(:nh_installation_set_member, name, Taken.json(json))

    # @return [self]
    def add_tag(tag) = set(:nh_installation_add_tag, tag)

    # @return [self]
    def remove_tag(tag) = set(:nh_installation_remove_tag, tag)

    # Sets a value that the device's templates can use.
    # @return [self]
    def set_push_variable(name, value) = set(:nh_installation_set_push_variable, name, value)

    # @return [self]
    def remove_push_variable(name) = set(:nh_installation_remove_push_variable, name)

    # @param template [Template] which is copied
    # @return [self]
    def set_template(name, template) = set(:nh_installation_set_template, name, template)

    # @return [self]
    def remove_template(name) = set(:nh_installation_remove_template, name)

    # @param tile [SecondaryTile] which is copied
    # @return [self]
    def set_secondary_tile(tile_id, tile) = set(:nh_installation_set_secondary_tile, tile_id, tile)

    # @return [self]
    def remove_secondary_tile(tile_id) = set(:nh_installation_remove_secondary_tile, tile_id)

    # @return [String]
    def id = Native.nh_installation_id(self)

    # @return [String, nil]
    def user_id = Native.nh_installation_user_id(self)

    # @return [Symbol, nil] nil for one that this version does not know
    def platform = Platform.known(Native.nh_installation_platform(self))

    # @return [String] the platform in the service's word
    def platform_text = Native.nh_installation_platform_text(self)

    # @return [String] the handle; for a browser the endpoint
    def push_channel = Native.nh_installation_push_channel(self)

    # @return [String, nil]
    def browser_p256dh = Native.nh_installation_browser_p256dh(self)

    # @return [String, nil]
    def browser_auth = Native.nh_installation_browser_auth(self)

    # Has the service found that the handle is no longer good?
    def push_channel_expired? = Native.nh_installation_push_channel_expired(self)

    # @return [String, nil] as the service writes it
    def expiration_time = Native.nh_installation_expiration_time(self)

    # @return [Array<String>]
    def tags = list(:nh_installation_tag_count, :nh_installation_tag)

    # @return [String, nil]
    def push_variable(name) = Native.nh_installation_push_variable(self, name)

    # @return [Hash{String => String, nil}] nil for one that is no text
    def push_variables
      names = list(:nh_installation_push_variable_count, :nh_installation_push_variable_name)
      names.to_h { |name| [name, push_variable(name)] }
    end

    # A copy of a template, to be read, or changed and set.
    # @return [Template]
    # @raise [UsageError] if there is none
    def template(name) = Template.make(:nh_installation_template, self, name)

    # @return [Array<NamedTemplate>]
    def templates
      Array.new(Native.nh_installation_template_count(self)) do |index|
        name = Native.nh_installation_template_name(self, index)
        read = template(name)
        NamedTemplate.new(
          name,
          Native.nh_installation_template_body(self, index),
          list(:nh_installation_template_tag_count, :nh_installation_template_tag, index),
          read.headers, read.expiry
        )
      end
    end

    # @return [Array<String>]
    def secondary_tile_ids
      list(:nh_installation_secondary_tile_count, :nh_installation_secondary_tile_id)
    end

    # A copy of a secondary tile, to be read, or changed and set.
    # @return [SecondaryTile]
    # @raise [UsageError] if there is none
    def secondary_tile(tile_id) = SecondaryTile.make(:nh_installation_secondary_tile, self, tile_id)

    # @return [String, nil] any member, as JSON
    def member(name) = Native.nh_installation_member(self, name)

    # @return [String, nil] as it is sent; nil after a setter failed
    def json = Native.nh_installation_json(self)
  end
end
