# frozen_string_literal: true

# Sends of every kind to the local hub, and what devices got.

require_relative 'test_helper'

class SendingTest < LocalHubTest
  TOAST = '<toast><visual><binding template="ToastText01"><text id="1">Hello!</text></binding>' \
          '</visual></toast>'
  MPNS = '<?xml version="1.0" encoding="utf-8"?><wp:Notification xmlns:wp="WPNotification">' \
         '<wp:Toast><wp:Text1>News</wp:Text1></wp:Toast></wp:Notification>'

  # A payload for each one-line call, and the platform word of what comes of it.
  ONE_LINE = {
    apple: [HELLO, 'apple'], google: ['{"data":{"msg":"Hello!"}}', 'gcm'],
    fcmv1: ['{"message":{"notification":{"body":"Hello!"}}}', 'fcmv1'],
    windows: [TOAST, 'windows'], mpns: [MPNS, 'windowsphone'],
    adm: ['{"data":{"msg":"Hello!"}}', 'adm'], baidu: ['{"title":"News"}', 'baidu'],
    browser: ['{"title":"News"}', 'browser'], xiaomi: ['{"title":"News"}', 'xiaomi']
  }.freeze

  ONE_LINE.each do |name, (payload, platform)|
    define_method(:"test_#{name}_in_one_line") do
      outcome = hub.public_send(:"send_#{name}_notification", payload, 'all')
      everyone = hub.public_send(:"broadcast_#{name}_notification", payload)

      assert_predicate outcome, :accepted?
      assert_predicate everyone, :accepted?
      got = emulator(:get, 'deliveries')
      refute_empty got
      assert_equal [platform], got.map { |delivery| delivery['format'] }.uniq
      assert_equal [payload], got.map { |delivery| delivery['payload'] }.uniq
      assert_equal [outcome, everyone].map(&:notification_id).sort,
                   got.map { |delivery| delivery['notificationId'] }.uniq.sort
    end
  end

  def test_templates_in_one_line
    hub.send_template_notification({ headline: 'One' }, 'lang:en')
    hub.broadcast_template_notification(headline: 'Two')

    assert_includes alerts_of('apple'), 'One'
    assert_includes alerts_of('apple'), 'Two'
  end

  def test_a_hash_is_written_as_json
    hub.broadcast_apple_notification(aps: { alert: 'Grüß "dich"' })

    assert_equal ['{"aps":{"alert":"Grüß \"dich\""}}'], deliveries
  end

  def test_every_target
    targets = [
      NH::Target.broadcast, NH::Target.tag('apple'), NH::Target.tags(%w[apple fcmv1]),
      NH::Target.expression('apple && all'), NH::Target.composed(NH::TagExpression.tag('apple')),
      NH::Target.device('a1' * 32), 'apple || fcmv1', %w[apple],
      NH::TagExpression.parse('apple') & ~NH::TagExpression.tag('fcmv1')
    ]
    targets.each { |target| assert_predicate hub.send(alert, target), :accepted? }

    assert_equal targets.size, deliveries.size
  end

  def test_a_browser_is_reached_directly
    keys = { p256dh: 'BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u' \
                     '-Ts1XbjhazAkj7I99e8QcYP7DkM', auth: 'tBHItJI5svbpez7KI4CCXg' }
    target = NH::Target.browser(endpoint: 'https://push.example/1', **keys)

    assert_predicate hub.send(NH::Notification.new(:browser, { title: 'x' }), target), :accepted?
  end

  def test_no_target_is_everyone
    [nil, '', [], NH::Target.tags].each do |nobody|
      assert_raises(NH::UsageError, nobody.inspect) { hub.send(alert, nobody) }
    end
    assert_empty sends
  end

  def test_expressions
    sports = NH::TagExpression.tag('sports')
    expression = (sports | NH::TagExpression.tag('world')) & ~NH::TagExpression.tag('de')

    assert_equal '(sports || world) && !de', expression.text
    assert_equal expression.text, expression.to_s
  end

  def test_what_is_set_on_a_notification_arrives
    expires = Time.now + 3600
    notification = NH::Notification.new(
      :apple, HELLO, apns_push_type: :alert, apns_priority: 10, apns_expiration: expires,
                     apns_topic: 'com.example', apns_collapse_id: 'score',
                     headers: { 'apns-id' => 'id-1' }
    )
    hub.send(notification.check, 'apple')
    headers = emulator(:get, 'deliveries').first.fetch('headers').transform_keys(&:downcase)

    assert_equal ['alert', '10', expires.to_i.to_s, 'com.example', 'score', 'id-1'],
                 headers.values_at('apns-push-type', 'apns-priority', 'apns-expiration',
                                   'apns-topic', 'apns-collapse-id', 'apns-id')
  end

  def test_fields_of_payloads
    hub.send(NH::Notification.apple_alert('Text', title: 'T', properties: { own: [1, nil] }, fields: {
                                            apple_badge: 3, apple_critical: true, apple_volume: 0.5,
                                            apple_loc_args: %w[a b], apple_category: nil
                                          }), 'apple')
    live = NH::Notification.apple_live_activity('update', Time.at(1_700_000_000), { score: '2 : 1' })
    live.set_field(:apple_stale_date, Time.at(1_700_003_600)).set_field(:apple_attributes, { id: 7 })
    hub.send(live.check, 'apple')
    alert, update = deliveries.map { |payload| JSON.parse(payload) }

    assert_equal({ 'title' => 'T', 'body' => 'Text', 'loc-args' => %w[a b] }, alert['aps']['alert'])
    assert_equal({ 'critical' => 1, 'volume' => 0.5, 'name' => 'default' }, alert['aps']['sound'])
    assert_equal [3, [1, nil]], [alert['aps']['badge'], alert['own']]
    assert_equal({ 'event' => 'update', 'timestamp' => 1_700_000_000,
                   'content-state' => { 'score' => '2 : 1' }, 'stale-date' => 1_700_003_600,
                   'attributes' => { 'id' => 7 } }, update['aps'])
    live.set_field(:apple_stale_date, Time.now + 3600).check
    lost = NH::Notification.apple_alert('Text', fields: { apple_loc_args: %w[a] })
    half = "\xD8".dup.force_encoding('UTF-16LE')
    assert_raises(EncodingError) { lost.set_field(:apple_loc_args, ['b', half]) }
    assert_includes NH::Request.new(hub, lost, 'apple').body, '"loc-args":["a"]'
    error = assert_raises(NH::UsageError) { live.set_field(:apple_stale_date, 'x') }
    assert_match(/APPLE_STALE_DATE takes a Unix time/, error.message)
  end

  def test_a_builder_for_each_push_service
    made = [NH::Notification.gcm_message('B', title: 'T'), NH::Notification.adm_message,
            NH::Notification.baidu_message('D'), NH::Notification.browser_message('B'),
            NH::Notification.xiaomi_message('D', title: 'T'), NH::Notification.mpns_toast('1', '2'),
            NH::Notification.mpns_tile(fields: { mpns_count: 7 })]
    made.each { |notification| hub.send(notification.check, NH::Target.broadcast) }

    assert_equal made.size, sends.size
  end

  def test_users_and_installations_need_no_braces
    [NH::Target.user('ann'), NH::Target.installation('phone-1')].each { |to| hub.send(alert, to) }
    tags = sends.map { |sent| sent['headers'].transform_keys(&:downcase)['servicebusnotification-tags'] }

    assert_equal ['$UserId:{ann}', '$InstallationId:{phone-1}'], tags
  end

  def test_payloads_that_the_library_writes
    hub.send(NH::Notification.apple_alert('Text', title: 'T', properties: { id: '7' }), 'apple')
    hub.send(NH::Notification.apple_background(properties: { id: '8' }), 'apple')
    hub.send(NH::Notification.fcmv1_message('Text', title: 'T', properties: { id: '9' }), 'fcmv1')
    hub.send(NH::Notification.windows_toast('One', 'Two', launch: 'go'), 'windows')
    hub.send(NH::Notification.windows_tile('One'), 'windows')
    hub.send(NH::Notification.windows_badge(7), 'windows')
    hub.send(NH::Notification.template({ headline: 'News' }), 'lang:en && apple')

    got = deliveries
    assert_equal({ 'title' => 'T', 'body' => 'Text' }, JSON.parse(got[0]).dig('aps', 'alert'))
    assert_equal %w[7 8], got.first(2).map { |payload| JSON.parse(payload)['id'] }
    assert_equal '9', JSON.parse(got[2]).dig('message', 'android', 'data', 'id')
    assert_match(/launch="go".*One.*Two/m, got[3])
    assert_match(/\A<tile.*One/m, got[4])
    assert_match(/\A<badge.*7/m, got[5])
    assert_equal 'News', JSON.parse(got[6]).dig('aps', 'alert')
  end

  def test_raw_bytes_and_kinds_that_the_payload_does_not_say
    bytes = "\0\1\xff raw\0".b
    raw = NH::Notification.new(:windows, bytes, wns_type: :raw)
    hub.send(raw, 'windows')
    hub.send(NH::Notification.new(:mpns, MPNS).set_mpns_type(:toast, 12), 'mpns')

    assert_equal [bytes].pack('m0'), emulator(:get, 'deliveries').first.fetch('payloadBase64')
  end

  def test_a_test_send_tells_what_became_of_it
    outcome = hub.send(alert, 'apple', test: true, tracking_id: 'ruby-1')

    assert_predicate outcome, :test_result?
    assert_equal [1, 0, 'ruby-1', 201, 1],
                 [outcome.success_count, outcome.failure_count, outcome.tracking_id,
                  outcome.http_status, outcome.attempts]
    result = outcome.results.first
    assert_equal ['apple', 'A1' * 32], [result.platform, result.pns_handle.upcase]
    refute_nil result.registration_id
    assert_match(/success/, result.outcome)
    assert_includes outcome.body, '<NotificationOutcome'
    refute_includes result.inspect + result.to_s + outcome.inspect, result.pns_handle
  end

  def test_an_ordinary_outcome
    outcome = hub.send(alert, 'apple')

    assert_equal [:ok, :accepted, nil, nil, []],
                 [outcome.status, outcome.verdict, outcome.success_count, outcome.error,
                  outcome.results]
    refute_nil outcome.notification_id
    refute_nil outcome.correlation_id
    assert_equal 36, outcome.tracking_id.size
    refute_predicate outcome, :may_be_duplicate?
  end

  def test_a_dry_run_sends_nothing
    request = NH::Request.new(hub, alert, 'apple', test: true, tracking_id: 'dry')

    assert_equal 'POST', request.method
    assert request.url.start_with?(hub.url) && request.url.end_with?('&test')
    assert_equal 'hello', JSON.parse(request.body).dig('aps', 'alert')
    headers = request.headers.to_h { |header| [header.name.downcase, header] }
    assert_equal 'apple', headers.fetch('servicebusnotification-format').value
    token = headers.fetch('authorization')
    assert_predicate token, :secret?
    refute_includes token.inspect + token.to_s, token.value
    assert_empty sends
  end

  def test_a_batch_of_a_list
    handles = Array.new(1500) { |number| format('%064x', number) }
    report = hub.send_direct_batch(alert, handles)

    assert_equal [1500, 1500, 0, nil, nil],
                 [report.accepted, report.next, report.unknown, report.bad_handle, report.error]
    assert_equal [[0, 1000], [1000, 500]],
                 (report.requests.map { |request| [request.first_handle, request.handle_count] })
    assert(report.requests.all? { |request| request.outcome.accepted? })
    assert_equal handles.size, deliveries.size
    assert_equal 1, hub.send_direct_batch(alert, NH::Handles.new << handles.first).accepted
  end

  def test_a_batch_of_an_enumerator
    handles = Enumerator.new { |yielder| 2500.times { |i| yielder << format('%064x', i) } }

    assert_equal 2500, hub.send_direct_batch_from(alert, handles.lazy).next
    assert_equal 2500, deliveries.size
  end

  def test_a_batch_whose_enumerator_fails_says_where_to_go_on
    handles = (0...2500).lazy.map { |i| i == 1500 ? raise(IOError, 'gone') : format('%064x', i) }
    error = assert_raises(NH::UsageError) { hub.send_direct_batch_from(alert, handles) }

    assert_kind_of IOError, error.cause
    assert_equal [1000, 1500], [error.result.next, error.result.bad_handle]
    assert_equal 1000, deliveries.size
    assert_equal 3, NH::Handles.new(%w[a b c]).count
  end

  private

  def alerts_of(platform)
    emulator(:get, 'deliveries').select { |delivery| delivery['platform'] == platform }
                                .filter_map { |delivery| JSON.parse(delivery['payload']).dig('aps', 'alert') }
  end
end
