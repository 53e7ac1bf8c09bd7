# frozen_string_literal: true

require 'json'
require 'set'

module NotificationHubs
  # What a Ruby program has at hand, as the library takes it.
  # @api private
  module Taken
    class << self
      # JSON: a Hash or an Array is written as such, text is it already.
      def json(value)
        return value unless value.is_a?(Hash) || value.is_a?(Array)

        begin
          JSON.generate(value)
        rescue JSON::JSONError, EncodingError => e
          # Without a cause: some versions show the value in it.
          raise ArgumentError, fault(value) || e.class.name, cause: nil
        end
      end

      # The text of an expression. Several tags mean any of them; each has to be a tag, so that an
      # operator in it widens no send, and none at all is an empty expression, which is refused.
      def expression(tags)
        case tags
        when TagExpression then tags.text
        when Array, Set
          each = tags.to_a.uniq.sort_by(&:to_s).map { |tag| TagExpression.tag(tag) }
          each.reduce { |all, tag| all | tag }&.text || ''
        else tags
        end
      end

      # A number is that already, as below.
      # @param time [Time, DateTime, Integer]
      def unix_ms(time)
        at = moment(time)
        at ? (at.to_r * 1000).floor : time
      end

      def unix_seconds(time) = moment(time)&.to_i || time

      # As the service writes times; text is that already.
      def time_text(time)
        at = moment(time)
        at ? at.getutc.strftime('%Y-%m-%dT%H:%M:%S.%6NZ').sub(/\.?0*Z\z/, 'Z') : time
      end

      # How long until then.
      def until_ms(time)
        at = moment(time)
        at ? (at.to_i - Time.now.to_i) * 1000 : time
      end

      private

      def moment(time)
        return time if time.is_a?(Time)

        time.to_time if defined?(DateTime) && time.is_a?(DateTime)
      end

      # Where a value is that JSON cannot hold. Its place is told, never the value.
      def fault(value, place = 'JSON', depth = 0)
        return "#{place} is nested too deep, or holds itself" if depth > 100

        case value
        when Hash then first_fault(value, place, depth)
        when Array then first_fault(value.each_with_index.map { |one, index| [index, one] }, place, depth)
        when Float then "#{place} is NaN or infinite, which JSON has no number for" unless value.finite?
        when String, Symbol then "#{place} is text that is not UTF-8" unless utf8?(value.to_s)
        end
      end

      def first_fault(members, place, depth)
        members.each do |name, member|
          return "#{place} has a name that is not UTF-8" unless utf8?(name.to_s)

          found = fault(member, "#{depth.zero? ? 'JSON' : place}[#{name.inspect}]", depth + 1)
          return found if found
        end
        nil
      end

      def utf8?(text)
        text.encode(Encoding::UTF_8).valid_encoding?
      rescue EncodingError
        false
      end
    end
  end
end
