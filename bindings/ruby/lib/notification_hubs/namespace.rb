# frozen_string_literal: true

module NotificationHubs
  # A namespace, for managing its hubs.
  class Namespace < NativeObject
    freed_by :nh_namespace_free

    # @param connection_string [String] of a policy of the namespace that may Manage
    # @param options as of {Hub#initialize}
    def initialize(connection_string, **options)
      super()
      made = Options.of(options)
      make(:nh_namespace_new, connection_string, made, callbacks: made&.callbacks || [])
    end

    # @return [HubDescription] with the hub's new keys
    # @raise [ServiceError] :conflict if there is one of this name
    def create_hub(hub_name, description = HubDescription.new, **options)
      call(:nh_create_hub, hub_name, description, **options)
    end

    # Replaces a hub's description as a whole: read it, change it, send it back.
    # @return [HubDescription]
    def update_hub(hub_name, description, **options)
      call(:nh_update_hub, hub_name, description, **options)
    end

    # @return [HubDescription]
    def get_hub(hub_name, **options) = call(:nh_get_hub, hub_name, **options)

    # @return [Outcome]
    def delete_hub(hub_name, **options) = call(:nh_delete_hub, hub_name, **options)

    # @return [Array<HubDescription>]
    def list_hubs(**options) = call(:nh_list_hubs, **options).to_a
  end
end
