# frozen_string_literal: true

module NotificationHubs
  class Hub < NativeObject
    # Installations and registrations.
    module Devices
      # Creates or replaces an installation.
      # @return [Outcome]
      def put_installation(installation, **options)
        call(:nh_put_installation, installation, **options)
      end

      # Hands in what {#put_installation} would do: see {#send_async}.
      # @return [void]
      def put_installation_async(installation, queue, user_data = nil, **options)
        hand_in(:nh_put_installation_async, installation, queue, user_data, **options)
      end

      # @return [Installation]
      def get_installation(installation_id, **options)
        call(:nh_get_installation, installation_id, **options)
      end

      # @return [Boolean]
      def installation_exists?(installation_id, **options)
        call(:nh_installation_exists, installation_id, **options)
      end

      # Changes an installation, in the order of the patch.
      # @param patch [InstallationPatch]
      # @return [Outcome]
      def patch_installation(installation_id, patch, **options)
        call(:nh_patch_installation, installation_id, patch, **options)
      end

      # Hands in what {#patch_installation} would do: see {#send_async}.
      # @return [void]
      def patch_installation_async(installation_id, patch, queue, user_data = nil, **options)
        hand_in(:nh_patch_installation_async, installation_id, patch, queue, user_data, **options)
      end

      # Deletes an installation; that there is none is no failure.
      # @return [Outcome]
      def delete_installation(installation_id, **options)
        call(:nh_delete_installation, installation_id, **options)
      end

      # Hands in what {#delete_installation} would do: see {#send_async}.
      # @return [void]
      def delete_installation_async(installation_id, queue, user_data = nil, **options)
        hand_in(:nh_delete_installation_async, installation_id, queue, user_data, **options)
      end

      # Asks for a new registration id, for {#put_registration}.
      # @return [String]
      def create_registration_id(**options)
        call(:nh_create_registration_id, **options).registration_id
      end

      # Creates a registration under an id that the service chooses.
      # @return [Registration] as it was written
      def create_registration(registration, **options)
        call(:nh_create_registration, registration, **options)
      end

      # Creates the registration of this id, or replaces it whatever it was.
      # @return [Registration] as it was written
      def put_registration(registration_id, registration, **options)
        call(:nh_put_registration, registration_id, registration, **options)
      end

      # Replaces the registration of this id if it is there, and still has this etag.
      # @return [Registration] as it was written
      def update_registration(registration_id, registration, etag: nil, **options)
        call(:nh_update_registration, registration_id, registration, etag, **options)
      end

      # @return [Registration]
      def get_registration(registration_id, **options)
        call(:nh_get_registration, registration_id, **options)
      end

      # @return [Boolean]
      def registration_exists?(registration_id, **options)
        call(:nh_registration_exists, registration_id, **options)
      end

      # Deletes a registration, if it still has this etag.
      # @return [Outcome]
      def delete_registration(registration_id, etag: nil, **options)
        call(:nh_delete_registration, registration_id, etag, **options)
      end

      # Deletes all registrations of a handle.
      # @return [Integer] how many; after a failure the error's result
      def delete_registrations_by_channel(channel, **options)
        call(:nh_delete_registrations_by_channel, channel, **options)
      end
    end
  end
end
