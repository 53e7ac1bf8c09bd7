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

      # Hands in what {#get_installation} would do: see {#send_async}.
      # @return [void]
      def get_installation_async(installation_id, queue, user_data = nil, **options)
        hand_in(:nh_get_installation_async, installation_id, queue, user_data, **options)
      end

      # @return [Boolean]
      def installation_exists?(installation_id, **options)
        call(:nh_installation_exists, installation_id, **options)
      end

      # Hands in what {#installation_exists?} would do: see {#send_async}.
      # @return [void]
      def installation_exists_async(installation_id, queue, user_data = nil, **options)
        hand_in(:nh_installation_exists_async, installation_id, queue, user_data, **options)
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

      # Deletes all devices of a user, and waits until none is listed any more.
      # @return [Integer] how many it deleted; after a failure the error's result says that
      def delete_user_devices(user_id, **options)
        call(:nh_delete_user_devices, user_id, **options)
      end

      # Waits until an installation has all that wanted has, or, with nil, until it is gone.
      # @param wanted [Installation, nil]
      # @return [Installation, nil] what was read last
      def wait_installation(installation_id, wanted, **options)
        call(:nh_wait_installation, installation_id, wanted, **options)
      end

      # Asks for a new registration id, for {#put_registration}.
      # @return [String]
      def create_registration_id(**options)
        call(:nh_create_registration_id, **options).registration_id
      end

      # Hands in what {#create_registration_id} would do: see {#send_async}.
      # @return [void]
      def create_registration_id_async(queue, user_data = nil, **options)
        hand_in(:nh_create_registration_id_async, queue, user_data, **options)
      end

      # Creates a registration under an id that the service chooses.
      # @return [Registration] as it was written
      def create_registration(registration, **options)
        call(:nh_create_registration, registration, **options)
      end

      # Hands in what {#create_registration} would do: see {#send_async}.
      # @return [void]
      def create_registration_async(registration, queue, user_data = nil, **options)
        hand_in(:nh_create_registration_async, registration, queue, user_data, **options)
      end

      # Creates the registration of this id, or replaces it whatever it was.
      # @return [Registration] as it was written
      def put_registration(registration_id, registration, **options)
        call(:nh_put_registration, registration_id, registration, **options)
      end

      # Hands in what {#put_registration} would do: see {#send_async}.
      # @return [void]
      def put_registration_async(registration_id, registration, queue, user_data = nil, **options)
        hand_in(:nh_put_registration_async, registration_id, registration, queue, user_data,
                **options)
      end

      # Replaces the registration of this id if it is there, and still has this etag.
      # @return [Registration] as it was written
      def update_registration(registration_id, registration, etag: nil, **options)
        call(:nh_update_registration, registration_id, registration, etag, **options)
      end

      # Hands in what {#update_registration} would do: see {#send_async}.
      # @return [void]
      def update_registration_async(registration_id, registration, queue, user_data = nil,
                                    etag: nil, **options)
        hand_in(:nh_update_registration_async, registration_id, registration, etag, queue,
                user_data, **options)
      end

      # @return [Registration]
      def get_registration(registration_id, **options)
        call(:nh_get_registration, registration_id, **options)
      end

      # Hands in what {#get_registration} would do: see {#send_async}.
      # @return [void]
      def get_registration_async(registration_id, queue, user_data = nil, **options)
        hand_in(:nh_get_registration_async, registration_id, queue, user_data, **options)
      end

      # @return [Boolean]
      def registration_exists?(registration_id, **options)
        call(:nh_registration_exists, registration_id, **options)
      end

      # Hands in what {#registration_exists?} would do: see {#send_async}.
      # @return [void]
      def registration_exists_async(registration_id, queue, user_data = nil, **options)
        hand_in(:nh_registration_exists_async, registration_id, queue, user_data, **options)
      end

      # Deletes a registration, if it still has this etag.
      # @return [Outcome]
      def delete_registration(registration_id, etag: nil, **options)
        call(:nh_delete_registration, registration_id, etag, **options)
      end

      # Hands in what {#delete_registration} would do: see {#send_async}.
      # @return [void]
      def delete_registration_async(registration_id, queue, user_data = nil, etag: nil, **options)
        hand_in(:nh_delete_registration_async, registration_id, etag, queue, user_data, **options)
      end

      # Deletes all registrations of a handle.
      # @return [Integer] how many; after a failure the error's result
      def delete_registrations_by_channel(channel, **options)
        call(:nh_delete_registrations_by_channel, channel, **options)
      end

      # Part of a list: of the registrations with a tag, of those of a handle, or of all. The next
      # part is asked for with the page's continuation_token, in whatever process.
      # @return [RegistrationPage]
      def get_registration_page(tag: nil, channel: nil, continuation_token: nil, **options)
        call(:nh_get_registration_page, tag, channel, continuation_token, **options)
      end

      # Hands in what {#get_registration_page} would do: see {#send_async}.
      # @return [void]
      def get_registration_page_async(queue, user_data = nil, tag: nil, channel: nil,
                                      continuation_token: nil, **options)
        hand_in(:nh_get_registration_page_async, tag, channel, continuation_token, queue, user_data,
                **options)
      end
    end
  end
end
