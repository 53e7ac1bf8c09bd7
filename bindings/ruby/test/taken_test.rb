# frozen_string_literal: true

# What a Ruby program has at hand is taken: hashes and arrays as JSON, several tags, times.

require 'date'
require_relative 'test_helper'

class TakenTest < LocalHubTest
  BODY = { aps: { alert: '$(dish)' } }.freeze
  TEXT = '{"aps":{"alert":"$(dish)"}}'
  SUBSCRIPTION = { endpoint: 'https://push.example/x', keys: { p256dh: 'BPublicKey', auth: 'secret' } }.freeze

  def test_bodies_of_templates
    NH::Template.check(:apple, BODY)

    assert_equal TEXT, NH::Template.new(BODY).body
    assert_equal TEXT, NH::Registration.new(:apple, 'ab' * 32).set_template(BODY).template_body
    patch = NH::InstallationPatch.new.set_template_body('t', BODY)
    assert_equal TEXT, JSON.parse(patch.json).dig(0, 'value')
  end

  def test_documents
    phone = NH::Installation.new('x', :apple, 'ab' * 32, tags: %w[a])
    phone.set_member('mine', [1, 2]).set_member('tags', %w[a b])
    phone.set_member('pushVariables', { dish: 'soup' })

    assert_equal ['[1,2]', %w[a b], { 'dish' => 'soup' }],
                 [phone.member('mine'), phone.tags, phone.push_variables]
    assert_equal phone.json, NH::Installation.from_json(JSON.parse(phone.json)).json
    patch = NH::InstallationPatch.new.add_operation('replace', '/tags', %w[a b])
                                 .add_operation('add', '/pushVariables', { dish: 'soup' })
    assert_equal ['["a","b"]', '{"dish":"soup"}'], JSON.parse(patch.json).map { |one| one['value'] }
  end

  def test_a_browsers_subscription
    parts = ['https://push.example/x', 'BPublicKey', 'secret']
    browser = NH::Installation.new('x', :browser, SUBSCRIPTION)

    assert_equal parts, [browser.push_channel, browser.browser_p256dh, browser.browser_auth]
    browser.push_channel = SUBSCRIPTION
    registration = NH::Registration.new(:browser, SUBSCRIPTION)
    registration.handle = SUBSCRIPTION
    assert_equal parts, [registration.handle, registration.browser_p256dh, registration.browser_auth]
    assert_includes NH::InstallationPatch.new.set_push_channel(SUBSCRIPTION).json, 'push.example'
    hub.send(NH::Notification.new(:browser, { title: 'Hello' }), NH::Target.device(SUBSCRIPTION))
    assert_equal [parts.first], emulator(:get, 'deliveries').map { |delivery| delivery['deviceHandle'] }
  end

  def test_what_json_cannot_hold_is_told_by_its_place
    itself = []
    itself << itself
    {
      'JSON[:aps][:alert] is text that is not UTF-8' => { aps: { alert: "Gr\xFC\xDFe" } },
      'JSON["a"][1] is NaN or infinite, which JSON has no number for' => { 'a' => [1, Float::NAN] },
      'JSON[:aps] has a name that is not UTF-8' => { aps: { "\xFF" => 1 } }
    }.each do |message, payload|
      error = assert_raises(ArgumentError) { hub.broadcast_apple_notification(payload) }
      assert_equal [message, nil], [error.message, error.cause]
    end
    error = assert_raises(ArgumentError) { NH::Template.new({ aps: itself }) }
    assert_match(/nested too deep/, error.message)
    assert_empty sends
  end

  def test_several_tags
    tag = NH::TagExpression.method(:tag)
    {
      'a || b' => [%w[b a a], Set['b', 'a']], 'a' => [%w[a], 'a', tag['a']],
      'a && !b' => [tag['a'] & ~tag['b'], 'a && !b']
    }.each do |expected, given|
      given.each do |tags|
        hub.send_apple_notification(BODY, tags)
        assert_equal expected, header('servicebusnotification-tags')
        hub.send(alert, tags)
        assert_equal expected, header('servicebusnotification-tags')
        hub.send(alert, NH::Target.expression(tags))
        assert_equal expected, header('servicebusnotification-tags')
      end
    end
  end

  def test_no_tags_and_what_is_none
    { [] => :invalid_tag_expression, '' => :invalid_tag_expression, ['a || b'] => :invalid_tag,
      [''] => :invalid_tag, nil => :invalid_argument }.each do |tags, status|
      error = assert_raises(NH::UsageError) { hub.send_apple_notification(BODY, tags) }
      assert_equal status, error.status
    end
    [7, [7], ['a', 7], { a: 1 }, %i[a]].each do |tags|
      assert_raises(TypeError) { hub.send_apple_notification(BODY, tags) }
    end
    assert_empty sends
  end

  def test_times
    time = Time.new(2031, 1, 15, 1, 0, 0, '+01:00')
    phone = NH::Installation.new('x', :apple, 'ab' * 32)
    [[time, ''], [time.to_datetime, ''], [time + Rational(1, 4), '.25']].each do |given, fraction|
      phone.expiration_time = given
      assert_equal "2031-01-15T00:00:00#{fraction}Z", phone.expiration_time
      request = NH::Request.new(hub, alert(apns_expiration: given), 'a')
      assert_equal time.to_i.to_s, request.headers.find { |one| one.name == 'apns-expiration' }.value
    end
    [nil, 'tomorrow'].each { |given| assert_raises(TypeError) { alert(apns_expiration: given) } }
    token = NH::SasToken.new(hub, lifetime_ms: Time.now + 3600)
    assert_in_delta Time.now + 3600, token.expires_at, 2
    assert_raises(RangeError) { NH::SasToken.new(hub, lifetime_ms: Time.now - 3600) }
  end

  def test_when_a_send_is_scheduled
    soon = Time.at(Time.now.to_i + 3600)
    [soon, soon.to_datetime, soon.to_i * 1000].each do |time|
      hub.schedule(alert, %w[b a], time)
      assert_equal soon.getutc.strftime('%Y-%m-%dT%H:%M:%S'), header('servicebusnotification-scheduletime')
      assert_equal 'a || b', header('servicebusnotification-tags')
    end
  end

  private

  # Of the last request.
  def header(name)
    emulator(:get, 'requests').last['headers'].transform_keys(&:downcase)[name]
  end
end
