# frozen_string_literal: true

module NotificationHubs
  # What notification_hubs.cdef.h declares. The gem carries that file as the library's build
  # writes it; names, numbers and types of this binding come from there.
  class Header
    # A parameter of a function.
    class Parameter
      # @return [String] as in "const nh_hub *"
      attr_reader :type
      # @return [String]
      attr_reader :name
      # The noun of an object of the library, such as "nh_hub" of "const nh_hub *" and
      # "nh_hub **"; nil for anything else.
      attr_reader :noun

      def initialize(type, name)
        @type = type
        @name = name
        @noun = type[/\A(?:const )?(nh_\w+) \*+\z/, 1]
        @output = type.end_with?('**') || type.match?(/\A(?:bool|uint64_t) \*\z/)
        @shared = type.start_with?('const ')
      end

      # Is it where the function puts what it gives?
      def output? = @output

      # May other threads use the object meanwhile?
      def shared? = @shared
    end

    # A function, or the type of a callback.
    class Function
      attr_reader :name, :returns, :parameters, :outputs

      def initialize(name, returns, parameters)
        @name = name
        @returns = returns
        @parameters = parameters
        @outputs = parameters.select(&:output?)
      end

      # Can it wait, for the service or for a queue? One rule for all: a function that gives a
      # status and whose object is a hub, a namespace, a queue or a cursor. Getters give no
      # status, setters belong to other objects, but for the one of a cursor.
      def blocking?
        @returns == 'nh_status' && @name != :nh_feedback_cursor_set_marker &&
          (%w[nh_hub nh_namespace nh_queue nh_registration_cursor nh_installation_cursor
              nh_feedback_cursor].include?(@parameters.first.noun) ||
           %i[nh_prune_feedback nh_prune_handles].include?(@name))
      end
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
