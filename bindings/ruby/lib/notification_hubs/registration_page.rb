# frozen_string_literal: true

module NotificationHubs
  # Part of a list of registrations.
  class RegistrationPage < NativeObject
    include Enumerable

    freed_by :nh_registration_page_free

    # @return [Array<Registration>] a hundred at most, which keep the page
    def registrations
      list(:nh_registration_page_count, :nh_registration_page_get)
        .map { |registration| Registration.borrow(registration, self) }
    end

    # @return [String, nil] what asks for the next page; nil at the end
    def continuation_token = Native.nh_registration_page_continuation_token(self)

    # @yieldparam registration [Registration]
    # @return [self]
    def each(&block)
      return to_enum(:each) unless block

      registrations.each(&block)
      self
    end
  end
end
