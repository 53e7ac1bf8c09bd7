# frozen_string_literal: true

module NotificationHubs
  # Options of the library, made of keywords: "timeout_ms: 1000" calls nh_…_set_timeout_ms, so
  # that each setter of the header is a keyword. nil sets nothing; true calls a setter without
  # an argument; an array has the arguments of one that takes several.
  # @api private
  class OptionSet < NativeObject
    # nil stands for all defaults.
    def self.of(keywords) = (new(keywords) if keywords.any?)

    # The callbacks among them, which must be there as long as what is made with the options.
    attr_reader :callbacks

    def initialize(keywords)
      super()
      @callbacks = []
      make(self.class::MADE_BY)
      keywords.each { |name, value| apply(name, value) unless value.nil? }
    end

    private

    def apply(name, value)
      setter = :"#{self.class.noun}_set_#{name}"
      raise ArgumentError, "unknown keyword: #{name.inspect}" unless Native.function?(setter)

      parameters = Native.function(setter).parameters.drop(1)
      return value && set(setter) if parameters.empty?

      set(setter, *arguments(name, parameters, value.is_a?(Array) ? value : [value]))
    end

    def arguments(name, parameters, values)
      wanted = parameters.reject { |parameter| parameter.name == 'user_data' }
      names = wanted.map(&:name)
      raise ArgumentError, "#{name}: needs #{names.inspect}" unless values.size == wanted.size

      converted = wanted.zip(values).map { |parameter, value| argument(parameter, value) }
      converted.fill(nil, wanted.size...parameters.size)
    end

    def argument(parameter, value)
      return value unless parameter.type.end_with?('_callback')

      Callbacks.function(parameter.type, value).tap { |function| @callbacks << function }
    end
  end

  # What Hub.new and Namespace.new take.
  # @api private
  class Options < OptionSet
    MADE_BY = :nh_options_new
    freed_by :nh_options_free
  end

  # What each call takes.
  # @api private
  class CallOptions < OptionSet
    MADE_BY = :nh_call_options_new
    freed_by :nh_call_options_free
  end

  # What Queue.new takes.
  # @api private
  class QueueOptions < OptionSet
    MADE_BY = :nh_queue_options_new
    freed_by :nh_queue_options_free
  end

  private_constant :OptionSet, :Options, :CallOptions, :QueueOptions
end
