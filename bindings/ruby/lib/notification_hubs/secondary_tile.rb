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
  end
end
