# frozen_string_literal: true

module NotificationHubs
  class Hub < NativeObject
    # Telemetry, jobs and feedback.
    module Jobs
      # Asks what became of a notification.
      # @return [NotificationDetails]
      def get_notification_details(notification_id, **options)
        call(:nh_get_notification_details, notification_id, **options)
      end

      # Asks again until its state is final. Give it a timeout_ms of minutes.
      # @return [NotificationDetails]
      # @raise [Error] with the details that were read last as its result
      def wait_notification_details(notification_id, **options)
        call(:nh_wait_notification_details, notification_id, **options)
      end

      # @param job_type [Symbol] of {JobType}, such as :export_registrations
      # @param output_container_uri [String] with a signature that may list, read and write
      # @param import_file_uri [String, nil] with one that may read; nil for an export
      # @return [Job]
      def submit_job(job_type, output_container_uri, import_file_uri = nil, **options)
        call(:nh_submit_job, job_type, output_container_uri, import_file_uri, **options)
      end

      # @return [Job]
      def get_job(job_id, **options) = call(:nh_get_job, job_id, **options)

      # Asks again until it is completed or failed. Give it a timeout_ms of minutes.
      # @return [Job]
      # @raise [Error] with the job as it was read last as its result
      def wait_job(job_id, **options) = call(:nh_wait_job, job_id, **options)

      # @return [Array<Job>] all that the service still knows
      def list_jobs(**options) = call(:nh_list_jobs, **options).to_a

      # Where feedback can be read: a storage container, whose blobs {Feedback} reads.
      # @return [String] with a signature of its own
      def get_feedback_container_uri(**options)
        call(:nh_get_feedback_container_uri, **options).body
      end
    end
  end
end
