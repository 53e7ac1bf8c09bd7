# frozen_string_literal: true

# Jobs that send: sidekiq -r ./jobs.rb -t SECONDS

require 'sidekiq'
Redis.silence_deprecations = true # Debian's Redis warns of its Sidekiq
require 'notification_hubs'

# One hub for all threads.
HUB = NotificationHubs::Hub.new(ENV.fetch('NH_CONNECTION_STRING'), ENV.fetch('NH_HUB'),
                                ca_file: ENV['NH_CA_FILE'], timeout_ms: Integer(ENV.fetch('TIMEOUT_MS', '10_000')))

# A job that is not done when Sidekiq's -t is over is pushed back, and sends again. So the hub's
# timeout_ms is below it: then the job ends with a verdict, and knows whether it may send again.
class Push
  include Sidekiq::Job

  def perform(text)
    notification = NotificationHubs::Notification.apple_alert(text)
    # What is sent again all the same takes the first one's place on the phone.
    notification.apns_collapse_id = text
    said = HUB.send(notification, 'apple').verdict
  rescue NotificationHubs::Error => e
    raise unless e.may_have_been_sent? # Sidekiq tries again

    said = e.outcome.verdict
  ensure
    Sidekiq.redis { |redis| redis.rpush('answers', "#{text} #{said}") } if said
  end
end
