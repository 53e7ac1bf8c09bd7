# frozen_string_literal: true

# A preforking Puma, each of whose requests sends one platform: /?apple

require_relative '../ruby/payloads'

workers 2
threads 1, 4
preload_app!

hub = local_hub # in the master; the workers use it

app do |env|
  platform = env.fetch('QUERY_STRING').to_sym
  outcome = hub.send(notification(platform), ENV.fetch('NH_TAG'))
  [200, { 'Content-Type' => 'text/plain' }, [outcome.verdict.to_s]]
rescue NotificationHubs::Error => e
  [502, { 'Content-Type' => 'text/plain' }, [e.message]]
end
