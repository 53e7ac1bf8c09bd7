# frozen_string_literal: true

module NotificationHubs
  # How functions of the library are called: keywords become options, what comes through
  # pointers becomes objects, and a failure an Error.
  # @api private
  module Call
    # Where a function puts what it gives.
    class Output
      attr_reader :place

      def initialize(parameter)
        @parameter = parameter
        @place = FFI::MemoryPointer.new(:uint64) # a pointer, a number or a bool
      end

      def value
        case @parameter.type
        when 'bool *' then !@place.read_uint8.zero?
        when 'uint64_t *' then @place.read_uint64
        else
          pointer = @place.read_pointer
          NotificationHubs.class_of(@parameter.noun).adopt(pointer) unless pointer.null?
        end
      end
    end

    class << self
      # Calls a function that gives a status. Gives what it brings; if that is nothing but an
      # outcome, the outcome.
      # @yield at once, before anything can be raised from elsewhere, the status, the outcome and
      #   what else was brought, as far as there are any
      # @raise [Error]
      def make(name, *arguments, **options, &taken)
        Interrupts.outcome = nil
        function = Native.function(name)
        outputs = function.outputs.map { |parameter| Output.new(parameter) }
        all = all_arguments(function, arguments, options, outputs)
        (status, error, outcome, result, raised), failure =
          Callbacks.watch { run(function, all, outputs, &taken) }
        raise raised if raised

        Interrupts.outcome = nil
        finish(failure, error_of(status, error, outcome, result))
        function.outputs.any? { |output| output.noun != 'nh_outcome' } ? result : outcome
      end

      # Calls a setter, which waits for nothing.
      def set(name, object, *arguments)
        InUse.alone(object) { check(name, object, *arguments) }
      end

      # Calls a function that waits for nothing and gives nothing but a status.
      def check(name, *arguments)
        raise last_error unless Native.public_send(name, *arguments) == :ok
      end

      # Calls a function that makes an object. Gives its pointer.
      def construct(name, *arguments)
        (pointer, error), failure = Callbacks.watch do
          InUse.during(Native.function(name), arguments) do # a callback may run in it
            made = Native.public_send(name, *arguments)
            [made, made.null? ? last_error : nil]
          end
        end
        finish(failure, error)
        pointer
      end

      private

      # The arguments in the function's order.
      def all_arguments(function, arguments, options, outputs)
        places = outputs.map(&:place)
        function.parameters.map do |parameter|
          next places.shift if parameter.output?

          parameter.noun == 'nh_call_options' ? CallOptions.of(options) : arguments.shift
        end
      end

      # Exceptions from other threads end the call, and wait until what it gave has found its
      # objects.
      def run(function, arguments, outputs)
        deferred = Interrupts.deferred?
        Thread.handle_interrupt(Object => :never) do
          InUse.during(function, arguments) do
            (status, error), raised = Interrupts.during(deferred) { native(function, arguments) }
            outcome, result = told_apart(function, outputs.map(&:value))
            block_given? ? yield(status, outcome, result) : Interrupts.outcome = outcome
            [status, error, outcome, result, raised]
          end
        end
      end

      def native(function, arguments)
        status = Native.public_send(function.name, *arguments)
        [status, status == :ok ? nil : last_error]
      end

      # Two calls in one expression, between which Ruby runs no code of others on this thread.
      def last_error = Error.read(Native.nh_error_copy(Native.nh_last_error))

      def told_apart(function, values)
        outcome = result = nil
        function.outputs.zip(values) do |output, value|
          output.noun == 'nh_outcome' ? outcome = value : result = value
        end
        result.__send__(:outcome=, outcome) if outcome && result.is_a?(NativeObject)
        [outcome, result]
      end

      # An outcome's error belongs to it; the thread's last one is for calls without.
      def error_of(status, last, outcome, result)
        return if status == :ok

        (outcome&.error || last).tap { |error| error.__send__(:complete, outcome, result || nil) }
      end

      # Raises what a call came to. A callback's failure is its cause; one that is no
      # StandardError, such as an Interrupt, is more urgent than any error.
      def finish(failure, error)
        raise failure if failure && !failure.is_a?(StandardError)
        raise error, cause: failure if error && failure
        raise error if error

        warn "notification_hubs: #{failure.full_message(highlight: false)}" if failure
      end
    end
  end
end
