# frozen_string_literal: true

module NotificationHubs
  # What became of a test send at one device.
  TestResult = Struct.new(:platform, :pns_handle, :registration_id, :outcome) do
    include Discreet

    # A device's handle is as good as an address: it stays out of logs.
    def inspect = "#<#{self.class} #{platform}: #{outcome}>"
  end

  # What a call came to.
  class Outcome < NativeObject
    freed_by :nh_outcome_free

    # The object that was handed in with Hub#send_async.
    attr_reader :user_data

    # @return [Symbol] :ok, or what went wrong
    def status = Native.nh_outcome_status(self)

    # @return [Symbol] :accepted, :not_accepted or :unknown: what the service did
    def verdict = Native.nh_outcome_verdict(self)

    def accepted? = verdict == :accepted

    # Why the status is not :ok.
    # @return [Error, nil]
    def error
      error = Native.nh_outcome_error(self)
      Error.read(Native.nh_error_copy(error)) unless error.null?
    end

    # Was it accepted after an attempt of which nothing is known?
    def may_be_duplicate? = Native.nh_outcome_may_be_duplicate(self)

    # @return [String, nil] for telemetry; nil if the hub's tier gives none
    def notification_id = Native.nh_outcome_notification_id(self)

    # @return [String, nil]
    def registration_id = Native.nh_outcome_registration_id(self)

    # @return [String, nil] for Azure support; nil if no request was made
    def tracking_id = Native.nh_outcome_tracking_id(self)

    # @return [String, nil] the service's own id of the request
    def correlation_id = Native.nh_outcome_correlation_id(self)

    # @return [Integer, nil] of the last answer; nil if none came
    def http_status = Native.nh_outcome_http_status(self).nonzero?

    # @return [Integer] how many requests were begun
    def attempts = Native.nh_outcome_attempts(self)

    # @return [String] the body of the last answer as it came
    def body = bytes(:nh_outcome_body, :nh_outcome_body_len)

    # Is it a test send that says what became of it?
    def test_result? = Native.nh_outcome_has_test_result(self)

    # @return [Integer, nil] how many devices' push services took a test send
    def success_count = (Native.nh_outcome_success_count(self) if test_result?)

    # @return [Integer, nil] how many did not
    def failure_count = (Native.nh_outcome_failure_count(self) if test_result?)

    # @return [Array<TestResult>] one for each device that a test send tried, at most ten
    def results
      Array.new(Native.nh_outcome_result_count(self)) do |index|
        TestResult.new(Native.nh_outcome_result_platform(self, index),
                       Native.nh_outcome_result_pns_handle(self, index),
                       Native.nh_outcome_result_registration_id(self, index),
                       Native.nh_outcome_result_outcome(self, index))
      end
    end

    # @!group What a call read that came out of a queue
    # Each can be taken once. Where there is none, what the call failed with is raised, or a
    # {UsageError}.

    # @return [Installation]
    def take_installation = take(Installation, :nh_outcome_take_installation)

    # @return [Registration]
    def take_registration = take(Registration, :nh_outcome_take_registration)

    # @return [RegistrationPage]
    def take_registration_page = take(RegistrationPage, :nh_outcome_take_registration_page)

    # @return [NotificationDetails]
    def take_notification_details
      take(NotificationDetails, :nh_outcome_take_notification_details)
    end

    # @return [Job]
    def take_job = take(Job, :nh_outcome_take_job)

    # @return [Array<Job>]
    def take_jobs = take(JobList, :nh_outcome_take_job_list).to_a

    # Is there what Hub#installation_exists_async or Hub#registration_exists_async asked for?
    def exists? = Native.nh_outcome_exists(self)

    # @!endgroup

    def inspect = "#<#{self.class} #{status}, #{verdict}>"

    private

    def take(kind, function)
      kind.make(function, self).tap { |taken| taken.__send__(:outcome=, self) }
    end
  end
end
