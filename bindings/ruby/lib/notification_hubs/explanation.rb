# frozen_string_literal: true

module NotificationHubs
  # Why a notification reached somebody, or nobody. It holds no handle, no payload and no key.
  class Explanation < NativeObject
    # Something that was found, of {Finding}, in a sentence or two that say what to do.
    Found = Struct.new(:finding, :text)

    freed_by :nh_explanation_free

    private_class_method :new

    # @return [Array<Found>] in the order of a notification's way
    def findings
      Array.new(Native.nh_explanation_count(self)) do |index|
        Found.new(Finding.symbol(Native.nh_explanation_finding(self, index)),
                  Native.nh_explanation_text(self, index))
      end
    end

    # @return [Integer] registrations that match the target now
    def matched = Native.nh_explanation_matched(self)

    # @return [Integer] registrations that were looked at
    def looked_at = Native.nh_explanation_looked_at(self)

    # @return [Boolean] was the list not read to its end?
    def cut? = Native.nh_explanation_is_cut(self)

    # @return [String] a line for each finding
    def words = Native.nh_explanation_words(self)

    # @return [String] the report for programs
    def json = Native.nh_explanation_json(self)
  end
end
