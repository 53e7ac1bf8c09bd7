# frozen_string_literal: true

module NotificationHubs
  # A hub as its namespace describes it. Those of {Namespace#list_hubs} cannot be changed: get
  # the one to change with {Namespace#get_hub}.
  class HubDescription < NativeObject
    # An access rule, with its keys.
    Rule = Struct.new(:key_name, :rights, :primary_key, :secondary_key) do
      include Discreet

      def inspect = "#<#{self.class} #{key_name}: #{rights.join(', ')}>"
    end

    freed_by :nh_hub_description_free

    # @param attributes registration_ttl:, user_metadata:, disabled:
    def initialize(**attributes)
      super()
      make(:nh_hub_description_new)
      assign(attributes)
    end

    # @param duration [String] such as "P90D"
    def registration_ttl=(duration)
      set(:nh_hub_description_set_registration_ttl, duration)
    end

    # @param metadata [String] any text of yours
    def user_metadata=(metadata)
      set(:nh_hub_description_set_user_metadata, metadata)
    end

    # @param disabled [Boolean]
    def disabled=(disabled)
      set(:nh_hub_description_set_disabled, disabled)
    end

    # Sets an access rule, or replaces the one of the same name.
    # @param rights [Array<Symbol>] of {Rights}
    # @return [self]
    def set_rule(key_name, rights:, primary_key:, secondary_key:)
      set(:nh_hub_description_set_rule, key_name, rights, primary_key, secondary_key)
    end

    # @return [self]
    def remove_rule(key_name) = set(:nh_hub_description_remove_rule, key_name)

    # @return [String, nil] nil if it was not read from the service
    def name = Native.nh_hub_description_name(self)

    # @return [String, nil]
    def registration_ttl = Native.nh_hub_description_registration_ttl(self)

    # @return [String, nil]
    def user_metadata = Native.nh_hub_description_user_metadata(self)

    def disabled? = Native.nh_hub_description_is_disabled(self)

    # @return [String, nil] such as "PackageSid" of "WnsCredential"
    def credential(credential, property)
      Native.nh_hub_description_credential(self, credential, property)
    end

    # @return [Array<Rule>]
    def rules
      Array.new(Native.nh_hub_description_rule_count(self)) do |index|
        Rule.new(Native.nh_hub_description_rule_key_name(self, index),
                 Rights.symbols(Native.nh_hub_description_rule_rights(self, index)),
                 Native.nh_hub_description_rule_primary_key(self, index),
                 Native.nh_hub_description_rule_secondary_key(self, index))
      end
    end

    # @!group Credentials of push services

    def set_apns_certificate(endpoint:, certificate:, certificate_key:)
      set(:nh_hub_description_set_apns_certificate, endpoint, certificate, certificate_key)
    end

    def set_apns_token(endpoint:, token:, key_id:, app_name:, app_id:)
      set(:nh_hub_description_set_apns_token, endpoint, token, key_id, app_name, app_id)
    end

    def set_wns(package_sid:, secret_key:)
      set(:nh_hub_description_set_wns, package_sid, secret_key)
    end

    def wns_endpoint=(windows_live_endpoint)
      set(:nh_hub_description_set_wns_endpoint, windows_live_endpoint)
    end

    def set_wns_certificate(certificate:, certificate_key:)
      set(:nh_hub_description_set_wns_certificate, certificate, certificate_key)
    end

    def set_gcm(google_api_key:) = set(:nh_hub_description_set_gcm, google_api_key)

    def gcm_endpoint=(gcm_endpoint)
      set(:nh_hub_description_set_gcm_endpoint, gcm_endpoint)
    end

    def set_fcmv1(project_id:, private_key:, client_email:)
      set(:nh_hub_description_set_fcmv1, project_id, private_key, client_email)
    end

    def set_mpns(certificate: nil, certificate_key: nil)
      set(:nh_hub_description_set_mpns, certificate, certificate_key)
    end

    def set_adm(client_id:, client_secret:)
      set(:nh_hub_description_set_adm, client_id, client_secret)
    end

    def set_adm_endpoints(auth_token_url: nil, send_url_template: nil)
      set(:nh_hub_description_set_adm_endpoints, auth_token_url, send_url_template)
    end

    def set_baidu(api_key:, secret_key:)
      set(:nh_hub_description_set_baidu, api_key, secret_key)
    end

    def baidu_endpoint=(baidu_endpoint)
      set(:nh_hub_description_set_baidu_endpoint, baidu_endpoint)
    end

    def set_xiaomi(app_secret:, endpoint:)
      set(:nh_hub_description_set_xiaomi, app_secret, endpoint)
    end

    def set_browser(subject:, vapid_public_key:, vapid_private_key:)
      set(:nh_hub_description_set_browser, subject, vapid_public_key, vapid_private_key)
    end

    # @!endgroup
  end

  # What a namespace gives for a list of hubs.
  # @api private
  class HubList < NativeObject
    freed_by :nh_hub_list_free

    # @return [Array<HubDescription>] which keep the list
    def to_a
      list(:nh_hub_list_count, :nh_hub_list_get).map { |hub| HubDescription.borrow(hub, self) }
    end
  end
  private_constant :HubList
end
