# frozen_string_literal: true

module NotificationHubs
  # What comes to a call that waits from elsewhere: a Timeout, Thread#raise, Thread#kill, Ctrl-C,
  # handlers of signals. Ruby sees to these between its own instructions, and so on no thread that
  # waits in C. So the library asks from inside of the wait whether to go on. Handlers run then,
  # and what is pending is seen; it is raised when the call has returned.
  # @api private
  module Interrupts
    STATE = :notification_hubs_interrupts
    # Of a thread: how many of its calls are inside of one another; was anything pending before
    # the outermost; what a handler raised in the innermost; what the last one came to, until it
    # is given to the program.
    State = Struct.new(:depth, :deferred, :raised, :outcome)
    private_constant :STATE, :State

    class << self
      # Is anything pending that this thread puts off? What it does not is raised at the end of
      # this method, so this is not to be asked where everything is put off.
      def deferred? = Thread.pending_interrupt?

      # Runs a function that may wait, on a thread on which Ruby raises nothing meanwhile. Gives
      # what the block gives, and what a handler raised.
      def during(deferred)
        outer = enter(deferred)
        result = yield
        [result, current.raised]
      rescue Exception => e # rubocop:disable Lint/RescueException -- when the function had returned
        [nil, current.raised || e]
      ensure
        leave(outer)
      end

      # What a call of this thread came to that has neither given nor raised it.
      def outcome = current.outcome

      def outcome=(outcome)
        current.outcome = outcome
      end

      # Asked by the library: 0 to go on. The return in ensure cuts off a throw.
      def answer
        ends = done = false
        ends = ends? # at whose end handlers run
        done = true
      rescue Exception => e # rubocop:disable Lint/RescueException
        current.raised ||= e
        done = true
      ensure
        current.raised ||= ThreadError.new('a call cannot be left by throw in a trap') unless done
        return ends || current.raised ? 1 : 0 # rubocop:disable Lint/EnsureReturn
      end

      private

      def current
        Thread.current.thread_variable_get(STATE) || State.new(0).tap do |state|
          Thread.current.thread_variable_set(STATE, state)
        end
      end

      # Who is asked is the native thread's, which is not always the same one of a Ruby thread.
      def enter(deferred)
        state = current
        outer = state.raised
        state.raised = nil
        state.deferred = deferred if state.depth.zero?
        state.depth += 1
        Native.nh_set_interrupt_callback(ANSWER, nil)
        outer
      end

      def leave(outer)
        state = current
        state.raised = outer
        Native.nh_set_interrupt_callback(nil, nil) if (state.depth -= 1).zero?
      end

      def ends? = !current.deferred && Thread.pending_interrupt?
    end

    ANSWER = FFI::Function.new(:int32, [:pointer]) { answer }
    private_constant :ANSWER
  end

  # What the last call on this thread came to, if it was ended from elsewhere: by a Timeout,
  # Thread#raise, Ctrl-C or a handler of a signal that raised.
  # @return [Outcome, nil] nil if it was not, or began no request
  def self.interrupted_outcome = Interrupts.outcome
end
