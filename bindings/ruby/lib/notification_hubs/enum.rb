# frozen_string_literal: true

module NotificationHubs
  # The symbols of an enumeration of the header: +:apple+ is NH_PLATFORM_APPLE. Also what ffi
  # asks to convert arguments and results.
  class Enum
    include Enumerable
    include FFI::DataConverter

    # @param type [String] such as "nh_platform"
    # @param constants [Hash{String => Integer}]
    def initialize(type, constants)
      @type = type
      @numbers = constants.transform_keys do |name|
        name.delete_prefix("#{type.upcase}_").downcase.to_sym
      end.freeze
      @symbols = @numbers.invert.freeze
      freeze
    end

    # @yieldparam symbol [Symbol]
    def each(&block) = @numbers.each_key(&block)

    # @return [Hash{Symbol => Integer}]
    def to_h = @numbers

    # The number of a symbol. Numbers stay as they are, so that those which a newer library
    # knows can be given; several symbols are added together (rights).
    def number(value)
      case value
      when Symbol
        @numbers.fetch(value) do
          raise ArgumentError, "#{value.inspect} is no #{@type}: one of #{@numbers.keys.inspect}"
        end
      when Array then value.sum { |one| number(one) }
      else value
      end
    end

    # The symbol of a number; the number itself where there is none.
    def symbol(number) = @symbols.fetch(number, number)

    # The symbol of a number of an object that may be none of these: nil for 0.
    def known(number) = number.zero? ? nil : symbol(number)

    # The symbols of numbers that were added together.
    def symbols(number) = @numbers.filter_map { |symbol, bit| symbol if number.anybits?(bit) }

    def native_type = FFI::Type::INT32
    def to_native(value, context) = Types::INT32.to_native(number(value), context)
    def from_native(number, _context) = symbol(number)
    def inspect = "#<#{self.class} #{@type}>"
  end
end
