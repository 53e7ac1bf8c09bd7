# frozen_string_literal: true

module NotificationHubs
  # Changes to an installation, applied in the order in which they were added. Each method gives
  # the patch, so that they can be chained.
  class InstallationPatch < NativeObject
    freed_by :nh_installation_patch_free

    def initialize
      super
      make(:nh_installation_patch_new)
    end

    def add_tag(tag) = set(:nh_installation_patch_add_tag, tag)
    def remove_tag(tag) = set(:nh_installation_patch_remove_tag, tag)

    # Those that are added directly behind it are then the only ones.
    def remove_all_tags = set(:nh_installation_patch_remove_all_tags)
    def set_user_id(user_id) = set(:nh_installation_patch_set_user_id, user_id)
    def remove_user_id = set(:nh_installation_patch_remove_user_id)

    # @param channel [String, Hash] the handle; a browser's subscription as JSON
    def set_push_channel(channel)
      set(:nh_installation_patch_set_push_channel, Taken.json(channel))
    end

    def set_browser_channel(endpoint:, p256dh:, auth:)
      set(:nh_installation_patch_set_browser_channel, endpoint, p256dh, auth)
    end

    # @param template [Template] which is copied
    def set_template(name, template) = set(:nh_installation_patch_set_template, name, template)
    def remove_template(name) = set(:nh_installation_patch_remove_template, name)

    # Sets the body of a template and leaves the rest of it.
    # @param body [String, Hash]
    def set_template_body(name, body)
      set(:nh_installation_patch_set_template_body, name, Taken.json(body))
    end

    # Replaces all headers of a template by those of another.
    def set_template_headers(name, template)
      set(:nh_installation_patch_set_template_headers, name, template)
    end

    # @param expiry [String, nil] an expression, Apple only; nil removes it
    def set_template_expiry(name, expiry)
      set(:nh_installation_patch_set_template_expiry, name, expiry)
    end

    def remove_template_tag(name, tag)
      set(:nh_installation_patch_remove_template_tag, name, tag)
    end

    def add_template_tag(name, tag) = set(:nh_installation_patch_add_template_tag, name, tag)
    def set_push_variable(name, value) = set(:nh_installation_patch_set_push_variable, name, value)
    def remove_push_variable(name) = set(:nh_installation_patch_remove_push_variable, name)

    # Sets a tile's channel, its tags, and the templates that it has. Windows only.
    def set_secondary_tile(tile_id, tile)
      set(:nh_installation_patch_set_secondary_tile, tile_id, tile)
    end

    def remove_secondary_tile(tile_id)
      set(:nh_installation_patch_remove_secondary_tile, tile_id)
    end

    # Adds any operation of JSON Patch: "add", "replace" or "remove", which has no value.
    # @param value [String, Hash, Array, nil]
    def add_operation(operation, path, value = nil)
      set(:nh_installation_patch_add_operation, operation, path, Taken.json(value))
    end

    # @return [String, nil] as it is sent; nil if there is no change, or one has failed
    def json = Native.nh_installation_patch_json(self)
  end
end
