# frozen_string_literal: true

module NotificationHubs
  # What a call of the library failed with: one of the four kinds below.
  #
  # One that another made from a message alone, as job queues and tests do, says the cautious
  # thing: that it may have been sent, and is not to be tried again.
  class Error < StandardError
    class << self
      # An error of the library as a Ruby exception; frees the copy that it is given.
      # @api private
      def read(copy)
        error = kind_of(Native.nh_error_status(copy)).new(Native.nh_error_message(copy))
        error.tap { error.__send__(:read, copy) }
      ensure
        Native.nh_error_free(copy)
      end

      # What {#_dump} wrote.
      # @api private
      def _load(dumped)
        allocate.tap { |error| error.__send__(:restore, *Marshal.load(dumped)) } # rubocop:disable Security/MarshalLoad
      end

      private

      # Unknown numbers go by their hundred.
      def kind_of(status)
        case Status.number(status)
        when 1..99 then UsageError
        when 100..199 then NetworkError
        when 200..299 then ServiceError
        else LibraryError
        end
      end
    end

    # @return [Symbol, Integer] such as :timeout; a number if this version does not know it
    attr_reader :status
    # @return [String] such as "NH_STATUS_TIMEOUT"
    attr_reader :status_name
    # @return [Integer, nil] of the service's answer; nil without one
    attr_reader :http_status
    # @return [Integer, nil] how long the service asks to wait
    attr_reader :retry_after_ms
    # @return [String, nil] for Azure support
    attr_reader :tracking_id
    # @return [String, nil] the service's own code and words
    attr_reader :service_code, :service_detail
    # @return [Integer, nil] which character of a tag, an expression or a template is at fault
    attr_reader :column
    # @return [Symbol] why access was refused, :none for other errors
    attr_reader :access_problem
    # @return [Outcome, nil] what the call came to, with its verdict
    attr_reader :outcome
    # What the call had got all the same: the report of a batch, a job or details as they were
    # read last, how many registrations were deleted.
    # @return [Object, nil]
    attr_reader :result

    # @param message [String] as that of every exception; who calls the library needs none of it
    def initialize(message = nil)
      super
      @status = :internal
      @status_name = Native.nh_status_name(@status)
      @transient = false
      @may_have_been_sent = !is_a?(UsageError)
      @access_problem = :none
    end

    # Could the same call succeed later?
    def transient? = @transient

    # May the service have taken it all the same?
    def may_have_been_sent? = @may_have_been_sent

    # For Marshal, as test runners and job queues use it: all but outcome and result, which are
    # objects of this process. (Ruby 3.1 refuses the marshal_load of an exception.)
    # @api private
    def _dump(_level) = Marshal.dump([message, backtrace, fields])

    # The same for YAML.
    # @api private
    def encode_with(coder)
      coder['message'] = message
      coder['backtrace'] = backtrace
      coder['fields'] = fields.transform_keys { |name| name.to_s.delete_prefix('@') }
    end

    # @api private
    def init_with(coder)
      restore(coder['message'], coder['backtrace'], coder['fields'].transform_keys { |name| :"@#{name}" })
    end

    private

    def fields
      names = instance_variables - %i[@outcome @result]
      names.to_h { |name| [name, instance_variable_get(name)] }
    end

    def read(pointer)
      read_kind(pointer)
      read_answer(pointer)
    end

    def read_kind(pointer)
      @status = Native.nh_error_status(pointer)
      @status_name = Native.nh_status_name(@status)
      @column = Native.nh_error_column(pointer).nonzero?
      @transient = Native.nh_error_is_transient(pointer)
      @may_have_been_sent = Native.nh_error_may_have_been_sent(pointer)
    end

    def read_answer(pointer)
      @http_status = Native.nh_error_http_status(pointer).nonzero?
      @tracking_id = Native.nh_error_tracking_id(pointer)
      @service_code = Native.nh_error_service_code(pointer)
      @service_detail = Native.nh_error_service_detail(pointer)
      @access_problem = Native.nh_error_access_problem(pointer)
      wait = Native.nh_error_retry_after_ms(pointer)
      @retry_after_ms = wait unless wait.negative?
    end

    def restore(message, backtrace, fields)
      StandardError.instance_method(:initialize).bind_call(self, message)
      set_backtrace(backtrace) if backtrace
      fields.each { |name, value| instance_variable_set(name, value) }
    end

    def complete(outcome, result)
      @outcome = outcome
      @result = result
    end
  end

  # For the caller to mend: arguments (1 to 99).
  class UsageError < Error; end

  # The request did not complete (100 to 199).
  class NetworkError < Error; end

  # The service said no (200 to 299).
  class ServiceError < Error; end

  # This library or this process: closed, forked, full (900 and up).
  class LibraryError < Error; end
end
