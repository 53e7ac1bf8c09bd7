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

    # A number that may also be yes or no.
    module Number
      extend FFI::DataConverter
      native_type FFI::Type::INT32

      def self.to_native(value, _context)
        case value
        when true then 1
        when false then 0
        else value
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

    SCALARS = {
      'void' => :void, 'bool' => :bool, 'double' => :double, 'size_t' => :size_t,
      'uint32_t' => :uint32, 'int64_t' => :int64, 'uint64_t' => :uint64
    }.freeze
  end
end
