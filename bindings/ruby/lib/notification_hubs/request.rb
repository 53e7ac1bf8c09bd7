# frozen_string_literal: true

module NotificationHubs
  # The request that a send would make: a dry run, which sends nothing.
  class Request < NativeObject
    # A header of a request.
    Header = Struct.new(:name, :value, :secret) do
      include Discreet

      def secret? = secret
      def inspect = "#<#{self.class} #{name}: #{secret ? '…' : value}>"
    end

    freed_by :nh_request_free

    # Takes what {Hub#send} takes.
    def initialize(hub, notification, target, **options)
      super()
      make(:nh_request_new, hub, notification, Target.of(target), CallOptions.of(options))
    end

    # @return [String]
    def method = Native.nh_request_method(self)

    # @return [String]
    def url = Native.nh_request_url(self)

    # All but Host and Content-Length. One is a token: a secret.
    # @return [Array<Header>]
    def headers
      Array.new(Native.nh_request_header_count(self)) do |index|
        Header.new(Native.nh_request_header_name(self, index),
                   Native.nh_request_header_value(self, index),
                   Native.nh_request_header_is_secret(self, index))
      end
    end

    # @return [String]
    def body = bytes(:nh_request_body, :nh_request_body_len)
  end
end
