# frozen_string_literal: true

# Installations and registrations.

require_relative 'test_helper'

class DevicesTest < LocalHubTest
  CHANNEL = 'c3' * 32
  BROWSER = {
    endpoint: 'https://push.example/2', auth: 'tBHItJI5svbpez7KI4CCXg',
    p256dh: 'BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM'
  }.freeze

  def teardown
    hub.delete_installation('ruby')
    hub.delete_registrations_by_channel(CHANNEL)
    super
  end

  def test_an_installation_there_and_back
    template = NH::Template.new({ aps: { alert: '$(headline)' } }, tags: %w[t1 t2], expiry: '$(x)',
                                                                   headers: { 'apns-topic' => 'x' })
    hub.put_installation(
      NH::Installation.new('ruby', :apple, CHANNEL, user_id: 'ann', tags: %w[news sports],
                                                    push_variables: { 'name' => 'Ann' },
                                                    templates: { 'news' => template })
    )
    read = hub.get_installation('ruby')

    assert_equal ['ruby', :apple, 'apns', CHANNEL.upcase, 'ann', %w[news sports], 'Ann'],
                 [read.id, read.platform, read.platform_text, read.push_channel.upcase,
                  read.user_id, read.tags, read.push_variable('name')]
    entry = read.templates.first
    assert_equal ['news', '{"aps":{"alert":"$(headline)"}}', %w[t1 t2]],
                 [entry.name, entry.body, entry.tags]
    refute_predicate read, :push_channel_expired?
    assert_nil read.browser_auth
    assert_includes read.json, '"installationId":"ruby"'
    assert_includes read.outcome.body, 'ruby'
    refute_nil read.expiration_time
  end

  def test_read_change_write
    hub.put_installation(NH::Installation.new('ruby', :apple, CHANNEL, tags: %w[a b],
                                                                       push_variables: { 'v' => '1' }))
    installation = hub.get_installation('ruby')
    installation.remove_tag('a').add_tag('c').remove_push_variable('v')
    installation.set_template('t', NH::Template.new(HELLO)).remove_template('t')
    installation.user_id = 'bo'
    hub.put_installation(installation)
    read = hub.get_installation('ruby')

    assert_equal [%w[b c], nil, 'bo', []],
                 [read.tags, read.push_variable('v'), read.user_id, read.templates]
  end

  def test_a_patch
    hub.put_installation(NH::Installation.new('ruby', :apple, CHANNEL, user_id: 'x', tags: %w[a]))
    template = NH::Template.new(HELLO, headers: { 'apns-topic' => 'y' })
    patch = NH::InstallationPatch.new.add_tag('b').remove_tag('a').remove_user_id
                                 .set_user_id('cy').set_push_channel('d4' * 32)
                                 .set_template('t', template).set_template('u', template)
                                 .set_template_body('t', '{"aps":{"alert":"$(b)"}}')
                                 .set_template_headers('t', template).add_template_tag('t', 'tt')
                                 .remove_template('u').set_push_variable('v', '2')
                                 .set_push_variable('w', '3').remove_push_variable('w')
    hub.patch_installation('ruby', patch)
    read = hub.get_installation('ruby')

    assert_equal [%w[b], 'cy', 'D4' * 32, '2', nil],
                 [read.tags, read.user_id, read.push_channel.upcase, read.push_variable('v'),
                  read.push_variable('w')]
    assert_equal([['t', '{"aps":{"alert":"$(b)"}}', %w[tt], { 'apns-topic' => 'y' }, nil]],
                 read.templates.map(&:to_a))
    assert_kind_of Array, JSON.parse(patch.json)
  end

  def test_the_parts_of_an_installation
    template = NH::Template.new({ a: 1 }, headers: { 'X-A' => '1', 'X-B' => '2' }, tags: %w[p q])
    template.remove_header('x-b').remove_tag('q')
    template.body = '<toast/>'
    template.expiry = '$(e)'

    assert_equal ['<toast/>', '$(e)', { 'X-A' => '1' }, %w[p]],
                 [template.body, template.expiry, template.headers, template.tags]
    template.expiry = nil

    assert_nil template.expiry
    tile = NH::SecondaryTile.new('https://t.example/', tags: %w[x y],
                                                       templates: { 'u' => template, 'v' => template })
    installation = NH::Installation.new('ruby', :windows, 'https://c.example/',
                                        user_id: 'ann', secondary_tiles: { 'front' => tile },
                                        push_variables: { 'n' => '1' }, templates: { 't' => template })
    installation.remove_user_id.set_member('later', '{"x":1}')
    installation.push_channel = 'https://c2.example/'
    installation.expiration_time = '2031-01-15T00:00:00Z'
    read = NH::Installation.from_json(installation.json)

    assert_equal [nil, '{"x":1}', 'https://c2.example/', '2031-01-15T00:00:00Z', { 'n' => '1' }],
                 [read.user_id, read.member('later'), read.push_channel, read.expiration_time,
                  read.push_variables]
    assert_equal '<toast/>', read.template('t').body
    assert_raises(NH::UsageError) { read.template('none') }
    assert_equal %w[front], read.secondary_tile_ids
    tile = read.secondary_tile('front')

    assert_equal ['https://t.example/', false, %w[x y], %w[u v], '<toast/>'],
                 [tile.push_channel, tile.push_channel_expired?, tile.tags, tile.template_names,
                  tile.template('u').body]
    tile.remove_tag('x').remove_template('u')
    tile.push_channel = 'https://t2.example/'

    assert_equal ['https://t2.example/', %w[y], %w[v]],
                 [tile.push_channel, tile.tags, tile.template_names]
    assert_nil installation.set_member('later', nil).member('later')
    installation.expiration_time = nil

    assert_nil installation.expiration_time
  end

  def test_a_patch_of_parts
    template = NH::Template.new('raw', headers: { 'X-WNS-Type' => 'wns/raw' })
    tile = NH::SecondaryTile.new('https://t.example/', tags: %w[x])
    hub.put_installation(NH::Installation.new('ruby', :windows, 'https://c.example/',
                                              tags: %w[old], templates: { 'Big News' => template }))
    patch = NH::InstallationPatch.new.remove_all_tags.add_tag('only').add_template_tag('Big News', 'a')
                                 .remove_template_tag('Big News', 'Big News')
                                 .set_template_expiry('Big News', '$(e)')
                                 .set_secondary_tile('front', tile).set_secondary_tile('gone', tile)
                                 .remove_secondary_tile('gone')
                                 .add_operation('add', '/secondaryTiles/front/tags', 'more')
    hub.patch_installation('ruby', patch)
    read = hub.get_installation('ruby')

    assert_equal [%w[only], %w[a], '$(e)', %w[front], %w[x more]],
                 [read.tags, read.template('Big News').tags, read.template('Big News').expiry,
                  read.secondary_tile_ids, read.secondary_tile('front').tags]
    assert_includes NH::InstallationPatch.new.set_browser_channel(**BROWSER).json, 'p256dh'
  end

  def test_a_browsers_own_subscription
    own = JSON.generate(endpoint: 'https://e.example/', keys: { p256dh: 'K', auth: 'A' })
    browser = NH::Installation.new('ruby', :browser, own)

    assert_equal %w[https://e.example/ K A],
                 [browser.push_channel, browser.browser_p256dh, browser.browser_auth]
    assert_equal BROWSER[:endpoint], browser.set_browser_channel(**BROWSER).push_channel
    registration = NH::Registration.new(:browser, own)
    registration.handle = own.sub('e.example', 'f.example')

    assert_equal 'https://f.example/', registration.handle
  end

  def test_the_parts_of_a_registration
    windows = NH::Registration.new(:windows, 'https://c.example/', secondary_tile: 's',
                                                                   push_variables: { 'n' => '1' })
    windows.remove_secondary_tile.set_template('raw', 't')
    windows.set_template_header('X-WNS-Type', 'wns/raw').remove_template_header('x-wns-type')

    assert_equal [nil, {}, { 'n' => '1' }],
                 [windows.secondary_tile, windows.template_headers, windows.push_variables]
    refute_predicate windows.remove_template, :template?
    baidu = NH::Registration.baidu(user_id: 'u', channel_id: 'c')
    baidu.baidu_user_id = 'u2'

    assert_equal 'u2', baidu.baidu_user_id
  end

  def test_existence
    refute hub.installation_exists?('ruby')
    hub.put_installation(NH::Installation.from_json(
                           %({"installationId":"ruby","platform":"apns","pushChannel":"#{CHANNEL}"})
                         ))

    assert hub.installation_exists?('ruby')
    assert_predicate hub.delete_installation('ruby'), :accepted?
    assert_equal :not_found, assert_raises(NH::ServiceError) { hub.get_installation('ruby') }.status
  end

  def test_a_browser_and_a_tile
    hub.put_installation(NH::Installation.browser('ruby', **BROWSER, tags: %w[web]))
    read = hub.get_installation('ruby')
    assert_equal [:browser, *BROWSER.values_at(:endpoint, :p256dh, :auth)],
                 [read.platform, read.push_channel, read.browser_p256dh, read.browser_auth]

    template = NH::Template.new('<toast><visual><binding template="ToastText01"><text id="1">$(x)' \
                                '</text></binding></visual></toast>',
                                headers: { 'X-WNS-Type' => 'wns/toast' })
    tile = NH::SecondaryTile.new('https://wns.example/t', tags: %w[tile], templates: { 't' => template })
    windows = NH::Installation.new('ruby', :windows, 'https://wns.example/m',
                                   secondary_tiles: { 'one' => tile })
    assert_includes windows.json, 'secondaryTiles'
    assert_predicate hub.put_installation(windows), :accepted?
    refute_includes windows.remove_secondary_tile('one').json, 'wns.example/t'
  end

  def test_a_registration_there_and_back
    id = hub.create_registration_id
    made = NH::Registration.new(:apple, CHANNEL, tags: %w[a b], push_variables: { 'name' => 'Ann' })
    made.set_template({ aps: { alert: '$(headline)' } }, 'news')
        .set_template_header('apns-topic', 'x').set_apple_expressions(expiry: '$(e)')
    written = hub.put_registration(id, made)

    assert_equal [id, :apple, 'AppleTemplateRegistrationDescription', CHANNEL.upcase, %w[a b]],
                 [written.id, written.platform, written.kind, written.handle.upcase, written.tags]
    assert_equal ['{"aps":{"alert":"$(headline)"}}', 'news', '$(e)', nil],
                 [written.template_body, written.template_name, written.apple_expiry,
                  written.apple_priority]
    assert_equal 'x', written.template_headers.fetch('apns-topic')
    assert_predicate written, :template?
    assert_includes made.xml, '<AppleTemplateRegistrationDescription'
    refute_nil written.expiration_time
    assert hub.registration_exists?(id)

    written.add_tag('c').remove_tag('a')
    updated = hub.update_registration(id, written, etag: written.etag)
    assert_equal %w[b c], hub.get_registration(id).tags
    stale = assert_raises(NH::ServiceError) { hub.update_registration(id, written, etag: written.etag) }
    assert_equal :precondition_failed, stale.status
    hub.delete_registration(id, etag: updated.etag)
    refute hub.registration_exists?(id)
  end

  def test_registrations_of_other_kinds
    baidu = NH::Registration.baidu(user_id: 'u', channel_id: 'c', tags: %w[x])
    baidu.set_template('{"title":"$(t)"}')
    baidu.baidu_message_type = 1
    created = hub.create_registration(baidu)
    assert_equal ['u', 'c', 1], [created.baidu_user_id, created.handle, created.baidu_message_type]
    hub.delete_registration(created.id)

    web = hub.create_registration(NH::Registration.browser(**BROWSER))
    assert_equal BROWSER.values_at(:endpoint, :p256dh, :auth),
                 [web.handle, web.browser_p256dh, web.browser_auth]
    assert_nil web.baidu_message_type
    refute_predicate web, :template?
    hub.delete_registration(web.id)

    tile = NH::Registration.new(:windows, 'https://wns.example/x', secondary_tile: 'one',
                                                                   push_variables: { 'v' => '1' })
    assert_equal ['one', '1', nil],
                 [tile.secondary_tile, tile.push_variable('v'),
                  tile.remove_push_variable('v').push_variable('v')]
  end

  def test_lists
    3.times { |i| hub.create_registration(NH::Registration.new(:apple, CHANNEL, tags: ["r#{i}", 'rb'])) }

    assert_equal 3, NH::RegistrationCursor.by_channel(hub, CHANNEL).count
    by_tag = NH::RegistrationCursor.by_tag(hub, 'rb')
    assert_equal %w[r0 r1 r2], by_tag.map { |registration| registration.tags.grep(/\Ar\d/) }.flatten.sort
    assert_nil by_tag.next
    all = NH::RegistrationCursor.all(hub)
    first = all.first
    assert_equal :ok, first.outcome.status
    assert_operator all.each(timeout_ms: 5000).count, :>, 3 # goes on behind the first
    assert_equal 3, hub.delete_registrations_by_channel(CHANNEL)
  end

  def test_many_devices
    40.times do |i|
      phone = NH::Installation.new("many-#{i}", :gcm, "handle-#{i}")
      phone.user_id = i < 3 ? 'many-ann' : 'many-bob'
      phone.add_tag('many')
      hub.put_installation(phone)
    end

    assert_equal 40, NH::InstallationCursor.by_tag(hub, 'many').map(&:id).uniq.size
    assert_operator NH::InstallationCursor.all(hub).each(timeout_ms: 20_000).count, :>=, 40
    assert_equal 'many-7', NH::InstallationCursor.by_channel(hub, 'handle-7').next.id
    assert_equal 3, hub.delete_user_devices('many-ann')
    assert_nil NH::InstallationCursor.by_user(hub, 'many-ann').next
    assert_nil hub.wait_installation('many-1', nil)
    wanted = NH::Installation.new('many-9', :gcm, 'handle-9')
    assert_equal 'many-bob', hub.wait_installation('many-9', wanted).user_id
    error = assert_raises(NH::Error) { hub.wait_installation('many-9', nil, timeout_ms: 200) }
    assert_equal [:timeout, 'many-9'], [error.status, error.result.id]
    assert_equal 37, hub.delete_user_devices('many-bob')
  end

  def test_a_failed_deletion_says_how_far_it_got
    3.times { hub.create_registration(NH::Registration.new(:apple, CHANNEL)) }
    fault(method: 'DELETE', skip: 1, times: 1, kind: 'status', status: 403)
    error = assert_raises(NH::ServiceError) { hub.delete_registrations_by_channel(CHANNEL) }

    assert_equal [:forbidden, 1], [error.status, error.result]
  end

  def test_a_template_is_checked
    assert_nil NH::Template.check(:apple, '{"aps":{"alert":"$(x)"}}')
    error = assert_raises(NH::UsageError) { NH::Template.check(:apple, '{"aps":{"alert":"$(x"}}') }

    assert_equal :invalid_payload, error.status
    assert_operator error.column, :>, 10
  end

  def test_a_template_is_checked_with_a_sample
    data = NH::Template.new({ message: { android: { ttl: '$(ttl)' } } })

    assert_nil data.check_with_sample(:fcmv1, NH::Notification.template({ ttl: '60s' }))
    error = assert_raises(NH::UsageError) do
      data.check_with_sample(:fcmv1, NH::Notification.template({ ttl: 'soon' }))
    end

    assert_equal :invalid_payload, error.status
    assert_includes error.message, 'fcmv1-ttl'
  end
end
