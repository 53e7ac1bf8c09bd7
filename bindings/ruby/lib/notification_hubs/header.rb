# frozen_string_literal: true

module NotificationHubs
  # What notification_hubs.cdef.h declares. The gem carries that file as the library's build
  # writes it; names, numbers and types of this binding come from there.
  class Header
    # @!attribute type [String] as in "const nh_hub *"
    # @!attribute name [String]
    Parameter = Struct.new(:type, :name) do
      # The noun of an object of the library, such as "nh_hub" of "const nh_hub *" and
      # "nh_hub **"; nil for anything else.
      def noun = type[/\A(?:const )?(nh_\w+) \*+\z/, 1]

      # Is it where the function puts what it gives?
      def output? = type.end_with?('**') || type.match?(/\A(?:bool|uint64_t) \*\z/)

      # May other threads use the object meanwhile?
      def shared? = type.start_with?('const ')
    end

    # A function, or the type of a callback.
    Function = Struct.new(:name, :returns, :parameters) do
      # Can it wait, for the service or for a queue? One rule for all: a function that gives a
      # status and whose object is a hub, a namespace, a queue or a cursor. Getters give no
      # status, setters belong to other objects.
      def blocking?
        returns == 'nh_status' &&
          %w[nh_hub nh_namespace nh_queue nh_registration_cursor].include?(parameters.first.noun)
      end

      def outputs = parameters.select(&:output?)
    end

    attr_reader :enums, :callbacks, :functions

    # @param text [String] the header
    def initialize(text)
      @enums = text.scan(/^typedef enum \{(.*?)\} (\w+);/m).to_h do |body, name|
        [name, body.scan(/(\w+) = (\d+),/).to_h.transform_values { |number| Integer(number) }]
      end
      @callbacks = functions_in(text, /^typedef ([\w ]+?\*?)\(\*(\w+)\)\((.*?)\);/m)
      @functions = functions_in(text, /^((?:const )?\w+ \*?)(\w+)\((.*?)\);/m)
    end

    private

    def functions_in(text, pattern)
      text.scan(pattern).to_h do |returns, name, parameters|
        [name.to_sym, Function.new(name.to_sym, returns.strip, parameters_in(parameters))]
      end
    end

    def parameters_in(text)
      return [] if text == 'void'

      text.split(',').map do |declaration|
        type, name = declaration.strip.match(/\A(.*?)(\w+)\z/).captures
        Parameter.new(type.strip, name)
      end
    end
  end
end
