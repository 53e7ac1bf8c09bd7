# frozen_string_literal: true

require 'ffi'
require_relative 'header'
require_relative 'enum'
require_relative 'types'
require_relative 'version'

module NotificationHubs
  # The functions of the library under their own names, made from its header when the gem is
  # loaded. The classes are the interface; this is what they stand on.
  module Native
    extend FFI::Library

    HEADER = Header.new(File.read(File.join(__dir__, 'notification_hubs.cdef.h')))
    ENUMS = HEADER.enums.to_h { |name, constants| [name, Enum.new(name, constants)] }.freeze

    # Before 1.0 the soname has the minor version too, from 1.0 on the major alone.
    def self.soname(version) = "libnotification_hubs.so.#{version[/\A(0\.)?\d+/]}"

    SONAME = soname(VERSION).freeze
    # A gem for one machine has a library for each C library: ffi's is the interpreter's.
    INSIDE = File.join(__dir__, "#{FFI::Platform::ARCH}-#{FFI::Platform::IS_GNU ? 'gnu' : 'musl'}",
                       'libnotification_hubs.so').freeze

    # What the loader is asked for: what NH_LIBRARY says, else the library in this gem, else the
    # system's, which NH_LIBRARY=system asks for by itself.
    def self.place(told)
      return SONAME if told == 'system'
      return told unless told.empty?

      File.exist?(INSIDE) ? INSIDE : SONAME
    end

    begin
      ffi_lib place(ENV.fetch('NH_LIBRARY', ''))
    rescue LoadError => e
      raise LoadError, "#{e.message.lines.first&.chomp} " \
                       '(install libnotification_hubs, or set NH_LIBRARY to its path)'
    end

    class << self
      def function(name) = HEADER.functions.fetch(name)
      def function?(name) = HEADER.functions.key?(name)

      # The enumeration that an int32_t parameter is of, by its name: "platform" is an
      # nh_platform, "kind" an nh_call_kind, "max_level" an nh_log_level.
      def enum_of(parameter)
        word = parameter.delete_prefix('max_')
        ENUMS["nh_#{word}"] || ENUMS.find { |name, _| name.end_with?("_#{word}") }&.last
      end

      private

      def attach(function)
        parameters = function.parameters
        types = parameters.each_with_index.map do |parameter, index|
          argument_type(function, parameter, parameters[index + 1])
        end
        attach_function function.name, types, result_type(function), blocking: function.blocking?
      end

      def argument_type(function, parameter, following)
        return reference(parameter.noun) if object?(function, parameter)

        case parameter.type
        # Bytes may have a NUL in them.
        when 'const char *' then following&.type == 'size_t' ? :buffer_in : text
        when 'int32_t' then find_type(enum_of(parameter.name) || Types::Number)
        else scalar(parameter.type)
        end
      end

      # What frees an object gets its bare pointer, and errors and spans are read from theirs.
      def object?(function, parameter)
        noun = parameter.noun
        noun && !parameter.output? && !%w[nh_error nh_span].include?(noun) &&
          !function.name.end_with?('_free')
      end

      def reference(noun)
        @references ||= {}
        @references[noun] ||= find_type(Types::Reference.new(noun))
      end

      def result_type(function)
        return find_type(ENUMS[function.returns]) if ENUMS.key?(function.returns)

        case function.returns
        when 'const char *' then function?(:"#{function.name}_len") ? :pointer : text
        when 'int32_t' then :int32
        else scalar(function.returns)
        end
      end

      def scalar(type) = find_type(Types::SCALARS.fetch(type, :pointer))
      def text = find_type(Types::Text)
    end

    HEADER.functions.each_value { |function| attach(function) }
  end
end
