# frozen_string_literal: true

# Microsoft's Python how-to, in Ruby: each line of Python stands above the Ruby that does the
# same.
#
#   ruby howto.rb           sends everything, one line of output for each step
#   ruby howto.rb --debug   shows requests and answers on standard error
#
# NH_CONNECTION_STRING, NH_HUB and (for a local hub) NH_CA_FILE say where to.

require 'notification_hubs'

include NotificationHubs # rubocop:disable Style/MixinUsage

# Runs a step, and says what became of it.
def step(name)
  outcome = yield
  puts format('%-20s accepted, tracking id %s', name, outcome.tracking_id)
  outcome
rescue Error => e
  $failed = true # rubocop:disable Style/GlobalVars
  warn "#{name}: #{e.status_name}: #{e.message}"
  if e.may_have_been_sent?
    warn '  Sending it again may reach devices twice.'
  elsif e.transient?
    warn '  It was not accepted: try again in a while.'
  end
  warn "  tracking id #{e.tracking_id}" if e.tracking_id
end

def open_hub
  # hub = AzureNotificationHub(connection_string, hub_name, debug=0)
  # Debug makes every send a test send too, of which Azure allows about ten a minute; some of
  # ours will then be throttled.
  Hub.new(ENV.fetch('NH_CONNECTION_STRING'), ENV.fetch('NH_HUB', nil),
          user_agent_suffix: 'howto/1.0', timeout_ms: 10_000, ca_file: ENV.fetch('NH_CA_FILE', nil),
          debug: ARGV.include?('--debug'))
end

# The payload goes to the push service as it is: each has a language of its own. A Hash is
# written as JSON. Everyone is an explicit word here; an empty tag is an error.
def send_to_each_platform(hub)
  # hub.send_apple_notification(False, {"aps": {"alert": "Hello!"}})
  step('apple') { hub.broadcast_apple_notification(aps: { alert: 'Hello!' }) }

  # (Google's present API; the Python package has only the one before.)
  step('fcmv1') do
    hub.broadcast_fcmv1_notification(message: { notification: { title: 'News', body: 'Hello!' } })
  end

  # hub.send_google_notification(False, {"data": {"msg": "Hello!"}})
  step('gcm') { hub.broadcast_google_notification(data: { msg: 'Hello!' }) }

  # hub.send_windows_notification(False, """<toast><visual>...""")
  # The kind of notification is read from the root element; attributes, such as the launch
  # argument here, do not disturb that.
  step('windows toast') { hub.broadcast_windows_notification(<<~XML) }
    <toast launch="news/42"><visual><binding template="ToastText01">
    <text id="1">Hello!</text></binding></visual></toast>
  XML

  # hub.send_windows_phone_notification(False, """<wp:Notification ...""")
  step('windows phone toast') { hub.broadcast_mpns_notification(<<~XML) }
    <?xml version="1.0" encoding="utf-8"?>
    <wp:Notification xmlns:wp="WPNotification"><wp:Toast>
    <wp:Text1>News</wp:Text1><wp:Text2>Hello!</wp:Text2></wp:Toast></wp:Notification>
  XML
  step('windows phone tile') { hub.broadcast_mpns_notification(<<~XML) }
    <?xml version="1.0" encoding="utf-8"?>
    <wp:Notification xmlns:wp="WPNotification"><wp:Tile Id="news">
    <wp:Count>3</wp:Count><wp:Title>News</wp:Title></wp:Tile></wp:Notification>
  XML

  # hub.send_amazon_notification(False, {"data": {"msg": "Hello!"}})
  step('adm') { hub.broadcast_adm_notification(data: { msg: 'Hello!' }) }

  # hub.send_baidu_notification(False, {"title": "News", "description": "Hello!"})
  step('baidu') { hub.broadcast_baidu_notification(title: 'News', description: 'Hello!') }

  # (These two are newer than the Python package.)
  step('browser') { hub.broadcast_browser_notification(title: 'News', body: 'Hello!') }
  step('xiaomi') { hub.broadcast_xiaomi_notification(title: 'News', description: 'Hello!') }
end

# What the one-line calls have no argument for is set on a notification.
def send_with_headers(hub)
  # notification.headers = {"apns-id": "..."}
  notification = Notification.new(
    :apple, { aps: { alert: '2 : 1', badge: 1 } },
    apns_push_type: :alert, apns_priority: 10, apns_collapse_id: 'score-42',
    apns_expiration: Time.now + 3600,
    headers: { 'apns-id' => '8d3f4b0e-7d0c-4f53-9d0a-3c1c2f5d7a11' }
  )
  step('apple with headers') { hub.send(notification, Target.broadcast) }
end

def send_to_tags(hub)
  payload = { message: { notification: { title: 'Sports', body: '2 : 1' } } }

  # hub.send_apple_notification(False, payload, tags="sports")
  step('one tag') { hub.send_apple_notification({ aps: { alert: '2 : 1' } }, 'sports') }

  # hub.send_..._notification(False, payload, tags={"sports", "world"})
  # Unlike Python's set(), an empty list here is an error, never everyone.
  step('any of two tags') { hub.send(Notification.new(:fcmv1, payload), %w[sports world]) }

  # hub.send_..._notification(False, payload, tags="sports && !en")
  step('tag expression') { hub.send_fcmv1_notification(payload, 'sports && !en') }

  # An expression that a program puts together.
  both = (TagExpression.tag('sports') | TagExpression.tag('world')) & ~TagExpression.tag('de')
  puts format('%-20s %s', 'composed expression', both)
  step('  sent to it') { hub.send(Notification.apple_alert('World sports'), both) }
end

# One send for all platforms and languages: each device has left a template with the hub that
# picks the property for its language.
def send_greeting(hub)
  # hub.send_template_notification({"greeting_en": "Hello", "greeting_de": "Guten Tag"})
  greeting = Notification.template({ greeting_en: 'Hello', greeting_de: 'Guten Tag' })
  step('greeting') { hub.send(greeting, Target.broadcast) }

  # The same in one line, to a tag.
  step('greeting to a tag') do
    hub.send_template_notification(
      { greeting_en: 'Welcome back', greeting_de: 'Willkommen zurück' }, 'vip'
    )
  end
end

# hub = AzureNotificationHub(connection_string, hub_name, debug=1)
# A test send is answered with what became of it at up to ten devices.
def send_test(hub)
  outcome = step('test send') do
    # Find this send again in your own log and in Azure's.
    hub.send(Notification.apple_alert('A test'), Target.broadcast,
             test: true, tracking_id: 'howto-test-send-1')
  end
  return unless outcome&.test_result?

  puts "  notification id #{outcome.notification_id || "not given by this hub's tier"}"
  puts "  #{outcome.success_count} succeeded, #{outcome.failure_count} failed"
  # A device handle is as good as an address: it stays out of logs.
  outcome.results.each do |result|
    puts "  #{result.platform} #{result.registration_id}: #{result.outcome}"
  end
end

$failed = false # rubocop:disable Style/GlobalVars
hub = open_hub
send_to_each_platform(hub)
send_with_headers(hub)
send_to_tags(hub)
send_greeting(hub)
send_test(hub)
exit !$failed # rubocop:disable Style/GlobalVars
