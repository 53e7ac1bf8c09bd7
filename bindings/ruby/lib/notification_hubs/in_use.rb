# frozen_string_literal: true

module NotificationHubs
  # Which objects are inside of calls, during which other Ruby threads run. C leaves it to the
  # program that nobody changes an object meanwhile; here such a change raises ThreadError.
  # What may be shared and what not says the header, by its "const".
  # @api private
  module InUse
    @lock = Mutex.new
    # The threads that are in calls with an object. In a child of fork() those of the parent
    # are no longer alive.
    @threads = {}.compare_by_identity

    class << self
      # Runs a call of a function.
      def during(function, arguments)
        enter(function, arguments)
        begin
          yield
        ensure
          leave(arguments)
        end
      end

      # Runs what changes an object, which takes no time.
      def alone(object)
        @lock.synchronize do
          refuse_if_used(object)
          yield
        end
      end

      private

      def enter(function, arguments)
        @lock.synchronize do
          refuse_changed(function, arguments)
          objects(arguments) { |object| (@threads[object] ||= []) << Thread.current }
        end
      end

      def leave(arguments)
        @lock.synchronize do
          objects(arguments) do |object|
            threads = @threads[object]
            threads.delete_at(threads.index(Thread.current))
            @threads.delete(object) if threads.empty?
          end
        end
      end

      def objects(arguments, &block) = arguments.grep(NativeObject).each(&block)

      # What the function may change, others must not use meanwhile.
      def refuse_changed(function, arguments)
        function.parameters.zip(arguments) do |parameter, argument|
          refuse_if_used(argument) unless parameter.noun.nil? || parameter.shared? || parameter.output?
        end
      end

      def refuse_if_used(object)
        return unless @threads[object]&.any?(&:alive?)

        raise ThreadError, "#{object.inspect} is in use by a call on another thread"
      end
    end
  end
end
