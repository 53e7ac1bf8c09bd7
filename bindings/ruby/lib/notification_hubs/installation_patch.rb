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
    def set_user_id(user_id) = set(:nh_installation_patch_set_user_id, user_id)
    def remove_user_id = set(:nh_installation_patch_remove_user_id)
    def set_push_channel(channel) = set(:nh_installation_patch_set_push_channel, channel)

    # @param template [Template] which is copied
    def set_template(name, template) = set(:nh_installation_patch_set_template, name, template)
    def remove_template(name) = set(:nh_installation_patch_remove_template, name)

    # Sets the body of a template and leaves the rest of it.
    def set_template_body(name, body) = set(:nh_installation_patch_set_template_body, name, body)

    # Replaces all headers of a template by those of another.
    def set_template_headers(name, template)
      set(:nh_installation_patch_set_template_headers, name, template)
    end

    def add_template_tag(name, tag) = set(:nh_installation_patch_add_template_tag, name, tag)
    def set_push_variable(name, value) = set(:nh_installation_patch_set_push_variable, name, value)
    def remove_push_variable(name) = set(:nh_installation_patch_remove_push_variable, name)

    # @return [String, nil] as it is sent; nil if there is no change, or one has failed
    def json = Native.nh_installation_patch_json(self)
  end
end
