# frozen_string_literal: true

module NotificationHubs
  # Blocks of the program that the library calls. It does so only on the thread that makes the
  # call, where ffi takes Ruby's lock and needs no thread of its own: so they work in forked
  # children too.
  #
  # Nothing may unwind through the library. What a block raises is kept until the call has
  # returned: it is then the cause of the call's error.
  # @api private
  module Callbacks
    FAILURES = :notification_hubs_failures
    TOKEN = :notification_hubs_token
    private_constant :FAILURES, :TOKEN

    # How far a call has come, for a block of the program. What that raises ends the call, and is
    # what comes out of it.
    class Progress
      # For nh_prune_set_progress_callback.
      attr_reader :function

      def initialize(block)
        raise TypeError, "#{block.class} where a block is needed" unless block.respond_to?(:call)

        @function = FFI::Function.new(:void, %i[pointer size_t size_t]) do |_, done, total|
          _, failure = Callbacks.watch { Callbacks.guard { block.call(done, total) } } unless @failure
          stop(failure) if failure
        end
      end

      # Makes a call, which this can end if it is given its cancel.
      def ending(cancel)
        @cancel = cancel
        @failure = nil
        result = yield
        raise @failure if @failure

        result
      rescue Error => e
        raise e unless @failure && !e.equal?(@failure)

        raise @failure, cause: @failure.cause || e
      ensure
        @cancel = nil
      end

      private

      def stop(failure)
        @failure = failure
        @cancel&.trigger
      end
    end

    class << self
      # A callback of a type that options take.
      def function(type, block)
        raise TypeError, "#{block.class} where a block is needed" unless block.respond_to?(:call)

        case type
        when 'nh_token_callback' then token(block)
        when 'nh_log_callback' then log(block)
        when 'nh_span_callback' then span(block)
        else raise ArgumentError, "#{type} is unknown"
        end
      end

      # The next handle of an enumerator, whose own code runs on a fiber of its own. Where it
      # fails, a handle that cannot be one ends the batch before it is used.
      def next_handle(handles)
        held = {}
        FFI::Function.new(:pointer, [:pointer]) do
          held[:handle] = run(FFI::MemoryPointer.from_string('')) do
            FFI::MemoryPointer.from_string(Types::Text.to_native(handles.next))
          rescue StopIteration
            nil
          end
        end
      end

      # Gives what a block gives, and the first exception of a callback in it.
      def watch
        outer = Thread.current.thread_variable_get(FAILURES)
        Thread.current.thread_variable_set(FAILURES, failures = [])
        [yield, failures.first]
      ensure
        Thread.current.thread_variable_set(FAILURES, outer)
      end

      # Runs a block that the library calls, and notes what it raises.
      def guard(&block) = run(&block)

      private

      # The library copies a token before it asks on the same thread again.
      def token(block)
        FFI::Function.new(:pointer, %i[pointer string]) do |_, uri|
          run do
            token = Types::Text.to_native(block.call(uri.force_encoding(Encoding::UTF_8)))
            held = token && FFI::MemoryPointer.from_string(token)
            Thread.current.thread_variable_set(TOKEN, held)
            held
          end
        end
      end

      def log(block)
        levels = Native::ENUMS.fetch('nh_log_level')
        FFI::Function.new(:void, %i[pointer int32 string]) do |_, level, text|
          run { block.call(levels.symbol(level), text.force_encoding(Encoding::UTF_8)) }
        end
      end

      def span(block)
        FFI::Function.new(:void, %i[pointer pointer]) do |_, span|
          run { block.call(Span.of(span)) }
        end
      end

      # The return in ensure cuts off what is no exception: throw, and the end of a thread.
      def run(fallback = nil)
        result = fallback
        done = false
        result = yield
        done = true
      rescue Exception => e # rubocop:disable Lint/RescueException
        note(e)
        done = true
      ensure
        note(ThreadError.new('a callback cannot be left by throw or exit')) unless done
        return result # rubocop:disable Lint/EnsureReturn
      end

      def note(failure)
        Thread.current.thread_variable_get(FAILURES)&.push(failure)
      end
    end
  end
end
