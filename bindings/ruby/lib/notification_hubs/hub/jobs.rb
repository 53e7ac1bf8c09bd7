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

      # Hands in what {#get_notification_details} would do: see {#send_async}.
      # @return [void]
      def get_notification_details_async(notification_id, queue, user_data = nil, **options)
        hand_in(:nh_get_notification_details_async, notification_id, queue, user_data, **options)
      end

      # Asks again until its state is final. Give it a timeout_ms of minutes.
      # @return [NotificationDetails]
      # @raise [Error] with the details that were read last as its result
      def wait_notification_details(notification_id, **options)
        call(:nh_wait_notification_details, notification_id, **options)
      end

      # Says why a notification reaches somebody, or nobody: of one that was sent, by its id, or,
      # by notification and target, of one that is to be sent.
      # @param max_pages [Integer] of a hundred registrations; 0 for 100
      # @return [Explanation]
      # @raise [Error] with what was found before as its result
      def explain(notification = nil, target = nil, notification_id: nil, max_pages: 0, **options)
        call(:nh_explain, notification, target, notification_id, max_pages, **options)
      end

      # @param job_type [Symbol] of {JobType}, such as :export_registrations
      # @param output_container_uri [String] with a signature that may list, read and write
      # @param import_file_uri [String, nil] with one that may read; nil for an export
      # @return [Job]
      def submit_job(job_type, output_container_uri, import_file_uri = nil, **options)
        call(:nh_submit_job, job_type, output_container_uri, import_file_uri, **options)
      end

      # Hands in what {#submit_job} would do: see {#send_async}.
      # @return [void]
      def submit_job_async(job_type, output_container_uri, queue, user_data = nil,
                           import_file_uri: nil, **options)
        hand_in(:nh_submit_job_async, job_type, output_container_uri, import_file_uri, queue,
                user_data, **options)
      end

      # @return [Job]
      def get_job(job_id, **options) = call(:nh_get_job, job_id, **options)

      # Hands in what {#get_job} would do: see {#send_async}.
      # @return [void]
      def get_job_async(job_id, queue, user_data = nil, **options)
        hand_in(:nh_get_job_async, job_id, queue, user_data, **options)
      end

      # Asks again until it is completed or failed. Give it a timeout_ms of minutes.
      # @return [Job]
      # @raise [Error] with the job as it was read last as its result
      def wait_job(job_id, **options) = call(:nh_wait_job, job_id, **options)

      # @return [Array<Job>] all that the service still knows
      def list_jobs(**options) = call(:nh_list_jobs, **options).to_a

      # Hands in what {#list_jobs} would do: see {#send_async}.
      # @return [void]
      def list_jobs_async(queue, user_data = nil, **options)
        hand_in(:nh_list_jobs_async, queue, user_data, **options)
      end

      # Where feedback can be read: a storage container, whose blobs {Feedback} reads.
      # @return [String] with a signature of its own
      def get_feedback_container_uri(**options)
        call(:nh_get_feedback_container_uri, **options).body
      end

      # Hands in what {#get_feedback_container_uri} would do; the URL is the outcome's body.
      # @return [void]
      def get_feedback_container_uri_async(queue, user_data = nil, **options)
        hand_in(:nh_get_feedback_container_uri_async, queue, user_data, **options)
      end
    end
  end
end
