# frozen_string_literal: true

module NotificationHubs
  # A secondary tile of a Windows installation.
  class SecondaryTile < NativeObject
    freed_by :nh_secondary_tile_free

    # @param push_channel [String]
    # @param attributes tags: […], templates: { name => Template }
    def initialize(push_channel, **attributes)
      super()
      make(:nh_secondary_tile_new, push_channel)
      assign(attributes)
    end

    # @return [self]
    def add_tag(tag) = set(:nh_secondary_tile_add_tag, tag)

    # @param template [Template] which is copied
    # @return [self]
    def set_template(name, template) = set(:nh_secondary_tile_set_template, name, template)

    # @return [self]
    def remove_template(name) = set(:nh_secondary_tile_remove_template, name)

    # @return [self]
    def remove_tag(tag) = set(:nh_secondary_tile_remove_tag, tag)

    # @param push_channel [String]
    def push_channel=(push_channel)
      set(:nh_secondary_tile_set_push_channel, push_channel)
    end

    # @return [String]
    def push_channel = Native.nh_secondary_tile_push_channel(self)

    # Has the service found that the channel is no longer good?
    def push_channel_expired? = Native.nh_secondary_tile_push_channel_expired(self)

    # @return [Array<String>]
    def tags = list(:nh_secondary_tile_tag_count, :nh_secondary_tile_tag)

    # @return [Array<String>]
    def template_names
      list(:nh_secondary_tile_template_count, :nh_secondary_tile_template_name)
    end

    # A copy of a template, to be read, or changed and set.
    # @return [Template]
    # @raise [UsageError] if there is none
    def template(name) = Template.make(:nh_secondary_tile_template, self, name)
  end
end
