# frozen_string_literal: true

module NotificationHubs
  # How values of C become Ruby's, and back.
  module Types
    # Text in UTF-8; nil is NULL.
    module Text
      extend FFI::DataConverter
      native_type FFI::Type::STRING

      AS_IT_IS = [Encoding::UTF_8, Encoding::US_ASCII, Encoding::BINARY].freeze
      private_constant :AS_IT_IS

      # Frozen, or a copy: another thread may change a string of its own while a call reads it.
      def self.to_native(value, _context = nil)
        return if value.nil?

        text = String.try_convert(value) or
          raise TypeError, "no implicit conversion of #{value.class} into String"
        text = text.encode(Encoding::UTF_8) unless AS_IT_IS.include?(text.encoding)
        text.frozen? ? text : text.dup.freeze
      end

      def self.from_native(value, _context) = value&.force_encoding(Encoding::UTF_8)
    end

    # A whole number of C, where ffi would cut off what does not fit: -1 is not four billions.
    class Whole
      include FFI::DataConverter

      attr_reader :native_type

      def initialize(native_type, range)
        @native_type = native_type
        @range = range
      end

      def to_native(value, _context = nil)
        number = whole(value)
        raise RangeError, "#{number} is not in #{@range}" unless @range.cover?(number)

        number
      end

      def from_native(value, _context) = value

      private

      # 1e3 is one too. Only numbers are shown: anything else could be a secret.
      def whole(value)
        return value if value.is_a?(Integer)
        raise TypeError, "#{value.class} where a whole number is needed" unless value.is_a?(Numeric)

        number = value.to_i
        raise TypeError, "#{value} is no whole number" unless number == value

        number
      end
    end

    INT32 = Whole.new(FFI::Type::INT32, -(2**31)..(2**31) - 1)
    SIZES = 0..(2**(8 * FFI.type_size(:size_t))) - 1

    # A number that may also be yes or no.
    module Number
      extend FFI::DataConverter
      native_type FFI::Type::INT32

      def self.to_native(value, context)
        case value
        when true then 1
        when false then 0
        else INT32.to_native(value, context)
        end
      end

      def self.from_native(value, _context) = value
    end

    # A pointer to an object of the library: nil, or the Ruby object that has it and no other.
    class Reference
      include FFI::DataConverter

      def initialize(noun)
        @noun = noun
      end

      def native_type = FFI::Type::POINTER

      def to_native(value, _context)
        return if value.nil?
        return value.pointer if value.is_a?(NativeObject) && value.class.noun == @noun

        raise TypeError, "#{value.class} where #{NotificationHubs.class_of(@noun)} is needed"
      end

      def from_native(value, _context) = value
    end

    # What is wanted is a list: one text stands for a list of one.
    def self.list(value)
      return [value] if value.is_a?(String)

      value.respond_to?(:each) ? value : raise(TypeError, "#{value.class} where a list is needed")
    end

    # What is wanted are names with values.
    def self.pairs(value)
      Hash.try_convert(value) or raise TypeError, "#{value.class} where a Hash is needed"
    end

    SCALARS = {
      'void' => :void, 'bool' => :bool, 'double' => :double,
      'size_t' => Whole.new(FFI.find_type(:size_t), SIZES),
      'uint32_t' => Whole.new(FFI::Type::UINT32, 0..(2**32) - 1),
      'int64_t' => Whole.new(FFI::Type::INT64, -(2**63)..(2**63) - 1),
      'uint64_t' => Whole.new(FFI::Type::UINT64, 0..(2**64) - 1)
    }.freeze
  end
end
