# frozen_string_literal: true

module NotificationHubs
  # A token for a device or another program.
  class SasToken < NativeObject
    freed_by :nh_sas_token_free

    # @param hub [Hub] whose key signs it
    # @param lifetime_ms [Integer, Time] one second to one year, or when it is over
    # @param uri [String, nil] what it is for; nil for the hub itself
    def initialize(hub, lifetime_ms:, uri: nil)
      super()
      make(:nh_sas_token_new, hub, uri, Taken.until_ms(lifetime_ms))
    end

    # @return [String] the value of an Authorization header: a secret
    def text = Native.nh_sas_token_text(self)

    # @return [Time]
    def expires_at = Time.at(Native.nh_sas_token_expires_at(self))
  end
end
