# frozen_string_literal: true

# Builds the gem for one machine in the current directory, and prints its name.
#
#   ruby gem.rb PLATFORM LABEL-OF-THE-VERSION FILE...    with these files beside its own
require 'rubygems/package'

platform, label, *files = ARGV
spec = Gem::Specification.load('notification_hubs.gemspec')
spec.platform = platform
spec.version = "#{spec.version}#{label}"
spec.files = (spec.files + files).uniq.sort
Gem::DefaultUserInteraction.use_ui(Gem::SilentUI.new) do
  puts Gem::Package.build(spec)
end
