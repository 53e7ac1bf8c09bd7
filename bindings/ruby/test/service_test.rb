# frozen_string_literal: true

# Scheduled sends, telemetry, jobs, feedback, namespaces, tokens, counters, keys.

require_relative 'test_helper'

class ServiceTest < LocalHubTest
  def teardown
    namespace.list_hubs.map(&:name).grep(/\Aruby/).each { |name| namespace.delete_hub(name) }
    super
  end

  def test_scheduled_sends
    later = hub.schedule(alert('later'), 'apple', Time.now + 3600)
    never = hub.schedule(alert('never'), 'apple', (Time.now.to_i + 3600) * 1000)
    hub.cancel_scheduled(never.notification_id)
    emulator(:post, 'clock', advance_ms: 7_200_000)

    assert_equal ['later'], alerts
    refute_nil later.notification_id
    gone = assert_raises(NH::ServiceError) { hub.cancel_scheduled(never.notification_id) }
    assert_equal :not_found, gone.status
  end

  def test_telemetry
    id = hub.send(alert, 'apple').notification_id
    details = hub.wait_notification_details(id, timeout_ms: 20_000)

    assert_equal [:completed, 'Completed', id, 'apple', 'apple'],
                 [details.state, details.state_text, details.notification_id, details.tags,
                  details.target_platforms]
    assert_equal [['apple', 'Success', 1]], details.counts.map(&:to_a)
    assert_equal 'hello', JSON.parse(details.body).dig('aps', 'alert')
    assert_match(/\A\d{4}-/, details.enqueue_time)
    [details.location, details.start_time, details.end_time].each { |text| refute_nil text }
    assert_equal :completed, hub.get_notification_details(id).state
  end

  def test_a_wait_that_ends_too_early_has_what_was_read
    emulator(:post, 'clock', frozen: true)
    id = hub.send(alert, 'apple').notification_id
    error = assert_raises(NH::NetworkError) { hub.wait_notification_details(id, timeout_ms: 700) }

    assert_equal %i[timeout enqueued], [error.status, error.result.state]
  end

  def test_feedback
    emulator(:post, 'pns', [{ platform: 'apple', outcome: 'ExpiredChannel' }])
    id = hub.send(alert, 'apple').notification_id
    hub.wait_notification_details(id, timeout_ms: 20_000)
    uri = URI(hub.get_feedback_container_uri)
    assert_includes uri.query, 'sig='
    container = uri.path.delete_prefix('/_emulator/blobs').delete_prefix('/')
    name = emulator_text("blobs/#{container}")[%r{<Name>([^<]+)</Name>}, 1]
    feedback = NH::Feedback.parse(emulator_text("blobs/#{container}/#{name}"))

    assert_equal 0, feedback.unreadable_count
    document = feedback.find { |one| one.notification_id == id }
    assert_equal ['ExpiredChannel', 'apple', 'A1' * 32],
                 [document.error, document.platform, document.pns_handle.upcase]
    refute_includes document.inspect, document.pns_handle
    assert_equal feedback.to_a.size, feedback.each.size
  end

  def test_jobs
    url = "#{ENV.fetch('NH_URL')}/_emulator/blobs/ruby-out?sp=rwl"
    job = hub.submit_job(:export_registrations, url)
    done = hub.wait_job(job.id, timeout_ms: 20_000)

    assert_equal [:export_registrations, :completed, 'Completed', 100.0, nil],
                 [done.type, done.status, done.status_text, done.progress, done.failure]
    assert_includes done.output_property('OutputFilePath'), 'Output.txt'
    assert_equal [url, nil], [done.output_container_uri, done.import_file_uri]
    refute_nil done.created_at
    refute_nil done.updated_at
    assert_equal :completed, hub.get_job(job.id).status
    listed = hub.list_jobs.find { |one| one.id == job.id }
    GC.start # a job keeps the list that it is in
    assert_equal [:completed, true], [listed.status, listed.frozen?]
  end

  def test_hubs
    keys = { primary_key: ['p' * 32].pack('m0'), secondary_key: ['s' * 32].pack('m0') }
    description = NH::HubDescription.new(registration_ttl: 'P90D', user_metadata: 'ours')
    description.set_rule('sender', rights: %i[send], **keys).set_wns(package_sid: 'sid', secret_key: 'k')
    description.wns_endpoint = 'https://login.example/'
    made = namespace.create_hub('ruby-1', description)

    assert_equal ['ruby-1', 'P90D', 'ours', false],
                 [made.name, made.registration_ttl, made.user_metadata, made.disabled?]
    assert_equal 'sid', made.credential('WnsCredential', 'PackageSid')
    rule = made.rules.find { |one| one.key_name == 'sender' }
    assert_equal [%i[send], *keys.values], [rule.rights, rule.primary_key, rule.secondary_key]
    refute_includes rule.inspect + rule.to_s, rule.primary_key
    assert_equal :conflict, assert_raises(NH::ServiceError) { namespace.create_hub('ruby-1') }.status

    made.disabled = true
    made.remove_rule('sender')
    assert_predicate namespace.update_hub('ruby-1', made), :disabled?
    refute_includes namespace.get_hub('ruby-1').rules.map(&:key_name), 'sender'
    listed = namespace.list_hubs.find { |one| one.name == 'ruby-1' }
    assert_raises(FrozenError) { listed.disabled = false }
    namespace.delete_hub('ruby-1')
    assert_raises(NH::ServiceError) { namespace.get_hub('ruby-1') }
  end

  def test_every_credential
    made = NH::HubDescription.new
    made.set_apns_certificate(endpoint: 'gateway.push.apple.com', certificate: 'YQ==', certificate_key: 'k')
    made.set_apns_token(endpoint: 'https://api.push.apple.com:443/3/device', token: 'aGk=',
                        key_id: 'K', app_name: 'com.example', app_id: 'T')
    made.set_gcm(google_api_key: 'g')
    made.gcm_endpoint = 'https://gcm.example/'
    made.set_fcmv1(project_id: 'p', private_key: 'k', client_email: 'e@example.com')
    made.set_mpns
    made.set_adm(client_id: 'i', client_secret: 's')
    made.set_adm_endpoints(auth_token_url: 'https://a.example/', send_url_template: 'https://a.example/{0}')
    made.set_baidu(api_key: 'a', secret_key: 's')
    made.baidu_endpoint = 'https://baidu.example/'
    made.set_xiaomi(app_secret: 'x', endpoint: 'https://xiaomi.example/')
    made.set_wns(package_sid: 'sid', secret_key: 'k').set_wns_certificate(certificate: 'YQ==', certificate_key: 'k')
    made.set_browser(subject: 'mailto:a@example.com', vapid_public_key: 'p', vapid_private_key: 'q')

    assert_equal %w[com.example g e@example.com i a mailto:a@example.com x],
                 [%w[ApnsCredential AppName], %w[GcmCredential GoogleApiKey],
                  %w[FcmV1Credential ClientEmail], %w[AdmCredential ClientId],
                  %w[BaiduCredential BaiduApiKey], %w[BrowserCredential Subject],
                  %w[XiaomiCredential AppSecret]]
                   .map { |place| made.credential(*place) }
  end

  def test_tokens
    token = NH::SasToken.new(hub, lifetime_ms: 60_000)

    assert token.text.start_with?('SharedAccessSignature ')
    assert_in_delta Time.now.to_i + 60, token.expires_at.to_i, 30
    refute_equal token.text, NH::SasToken.new(hub, uri: "#{hub.url}/x", lifetime_ms: 60_000).text
    assert_raises(NH::UsageError) { NH::SasToken.new(hub, lifetime_ms: 1) }
  end

  def test_a_key_is_replaced
    hub.set_connection_string(connection_string)

    assert_predicate hub.send(alert, 'apple'), :accepted?
    assert_raises(NH::UsageError) { hub.set_connection_string('nonsense') }
  end

  def test_counters
    2.times { hub.send(alert, 'apple') }
    other = open_hub.tap { |one| one.installation_exists?('x') }
    counters = NH::Counters.new(hub).add(other)

    assert_equal [3, 2, 1, 0],
                 [counters.get(:calls_begun), counters.get(:accepted, :send),
                  counters.get(:not_accepted, :read), counters.get(:unknown)]
    assert_equal 2, counters.get(:connections_opened)
    assert_equal 3, counters.buckets.last.calls
    assert_equal Float::INFINITY, counters.buckets.last.bound_us
    assert_includes counters.prometheus, '# TYPE'
  end

  def test_a_shared_hub_is_found_again
    one, two = Array.new(2) { NH::Hub.shared(connection_string, 'demo', **trust) }
    [one, two].each { |hub| hub.send(alert, 'apple') }

    assert_equal 1, NH::Counters.new(one).get(:connections_opened)
    assert_raises(NH::Error) { one.close(0) }
    assert_raises(NH::UsageError) do
      NH::Hub.shared(connection_string, 'demo', token_callback: ->(_) { 'x' })
    end
  end

  def test_a_hub_for_a_block
    left = nil
    given = NH::Hub.open(connection_string, 'demo', **trust) do |hub|
      left = hub
      hub.send(alert, 'apple')
      :given
    end

    assert_equal :given, given
    assert_equal :closed, assert_raises(NH::LibraryError) { left.send(alert, 'apple') }.status
    assert_kind_of NH::Hub, NH::Hub.open(connection_string, 'demo', **trust)
  end

  private

  def emulator_text(what)
    uri = URI("#{ENV.fetch('NH_URL')}/_emulator/#{what}")
    Net::HTTP.start(uri.host, uri.port, use_ssl: true, ca_file: ENV.fetch('NH_CA_FILE')) do |http|
      http.get(uri.request_uri).body
    end
  end
end
