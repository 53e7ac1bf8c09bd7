# frozen_string_literal: true

# Real Puma clusters with preload_app!, whose requests send.

require 'socket'
require 'tmpdir'
require_relative 'test_helper'

class PumaCase < LocalHubTest
  LIB = File.join(__dir__, '../lib')

  def setup
    super
    @folder = Dir.mktmpdir
    @socket = File.join(@folder, 'puma.sock')
    @output = File.join(@folder, 'output')
    FileUtils.touch(@output)
    variables, arguments = configuration
    @puma = spawn(variables, RbConfig.ruby, '-I', LIB, '-S', 'puma', *arguments, '-b', "unix://#{@socket}",
                  %i[out err] => @output, chdir: @folder)
    wait_until('puma has three workers') { booted == 3 }
  end

  def teardown
    if @puma
      Process.kill(:TERM, @puma)
      Process.wait(@puma)
    end
    FileUtils.remove_entry(@folder)
    super
  end

  private

  def in_parallel(count)
    Array.new(count) { |thread| Thread.new { yield thread } }.flat_map(&:value)
  end

  # The worker's process, and what it says.
  def get(path)
    UNIXSocket.open(@socket) do |socket|
      socket.write("GET #{path} HTTP/1.0\r\n\r\n")
      socket.read.split("\r\n\r\n", 2).last.split(' ', 2)
    end
  end

  # The processes of all workers that have begun.
  def workers
    File.binread(@output).scan(/Worker \d \(PID: (\d+)\) booted/).flatten.map { |pid| Integer(pid) }
  end

  def booted = workers.size
end

class PumaTest < PumaCase
  def test_requests_of_all_workers_send
    answers = in_parallel(8) { |thread| Array.new(12) { |i| get("/send?#{thread}-#{i}") } }

    assert_equal ['accepted'], answers.map { |_, said| said }.uniq, File.binread(@output)
    assert_equal 3, answers.map(&:first).uniq.size
    got = alerts.tally
    assert_equal 1, got.delete('master')
    assert_equal [96, [1]], [got.size, got.values.uniq]
  end

  def test_queues_of_workers
    answers = in_parallel(4) { |thread| Array.new(5) { |i| get("/queue?#{thread}-#{i}") } }

    assert_equal ['accepted'], answers.map { |_, said| said }.uniq, File.binread(@output)
    assert_equal 21, alerts.uniq.size
  end

  def test_a_worker_that_died_is_replaced
    pid = get('/send?first').first
    Process.kill(:KILL, Integer(pid))
    wait_until('there is another worker') { booted == 4 }
    answers = in_parallel(6) { |thread| Array.new(5) { |i| get("/send?#{thread}-#{i}") } }

    assert_equal ['accepted'], answers.map { |_, said| said }.uniq
    refute_includes answers.map(&:first), pid
  end

  def test_a_slow_hub_holds_up_no_other_request
    fault(method: 'POST', path: '/*/messages', kind: 'stall', hold_ms: 60_000, times: 6)
    stuck = Array.new(6) { |i| Thread.new { get("/send?stuck#{i}") } }
    wait_until('six sends are stuck') { sends.count { |send| send['fault'] } == 6 }

    assert_equal 'accepted', get('/send?quick').last
    assert(stuck.all?(&:alive?))
  ensure
    stuck&.each(&:kill)
    Process.kill(:KILL, *workers) # which wait for the service
  end

  def test_it_ends_when_it_is_told
    get('/send?x')
    Process.kill(:TERM, @puma)
    _, status = Process.wait2(@puma)
    @puma = nil

    assert_includes [0, 15], status.exitstatus || status.termsig
    refute_match(/Forcefully|SEGV|panicked/, File.binread(@output))
  end

  private

  def configuration = [{}, ['-C', File.join(__dir__, '../../../tests/servers/puma/config.rb')]]
end

# The files that docs/ruby.md shows, as they stand, with an application beside them.
class PumaPageTest < PumaCase
  PAGE = File.join(__dir__, '../../../docs/ruby.md')

  def test_what_the_page_shows_serves_requests_with_a_queue
    answers = in_parallel(8) { |thread| Array.new(10) { |i| get("/?#{thread}-#{i}") } }

    assert_equal ['accepted'], answers.map { |_, said| said }.uniq, File.binread(@output)
    assert_equal 3, answers.map(&:first).uniq.size
    assert_equal 160, alerts.size # each once by the hub, and once by the queue
  end

  private

  def configuration
    shown = File.read(PAGE, encoding: 'UTF-8').scan(/^```ruby fragment\n(# (config\S+)\n.*?)^```$/m)
    assert_equal %w[config/initializers/notification_hubs.rb config/puma.rb], shown.map(&:last).sort
    [*shown, [File.read(File.join(__dir__, 'puma/page.ru')), 'config.ru']].each do |text, name|
      FileUtils.mkdir_p(File.dirname(path = File.join(@folder, name)))
      File.write(path, text)
    end
    [{ 'SSL_CERT_FILE' => ENV.fetch('NH_CA_FILE') }, []]
  end
end
