# frozen_string_literal: true

module NotificationHubs
  # An export or import.
  class Job < NativeObject
    freed_by :nh_job_free

    # @return [String]
    def id = Native.nh_job_id(self)

    # @return [Symbol] of {JobType}
    def type = Native.nh_job_get_type(self)

    # @return [Symbol] of {JobStatus}
    def status = Native.nh_job_get_status(self)

    # @return [String, nil] the status in the service's word; nil while it is started
    def status_text = Native.nh_job_status_text(self)

    # @return [Float] how much is done, in percent
    def progress = Native.nh_job_progress(self)

    # @return [String, nil] why it failed
    def failure = Native.nh_job_failure(self)

    # @return [String, nil] with the URL's own signature
    def output_container_uri = Native.nh_job_output_container_uri(self)

    # @return [String, nil] with the URL's own signature
    def import_file_uri = Native.nh_job_import_file_uri(self)

    # @return [String, nil] as the service writes it
    def created_at = Native.nh_job_created_at(self)

    # @return [String, nil] as the service writes it
    def updated_at = Native.nh_job_updated_at(self)

    # @param name [String] "OutputFilePath" or "FailedFilePath"
    # @return [String, nil] a path in the container
    def output_property(name) = Native.nh_job_output_property(self, name)
  end

  # What the service gives for a list of jobs.
  # @api private
  class JobList < NativeObject
    freed_by :nh_job_list_free

    # @return [Array<Job>] which keep the list
    def to_a
      list(:nh_job_list_count, :nh_job_list_get).map { |job| Job.borrow(job, self) }
    end
  end
  private_constant :JobList
end
