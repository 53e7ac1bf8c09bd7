# frozen_string_literal: true

module NotificationHubs
  # A place in a list, which asks the service when it needs to. It goes on where it is: a
  # second each continues, and after a failure the same is asked for again. For one thread at a
  # time.
  class Cursor < NativeObject
    include Enumerable

    private_class_method :new

    # @yieldparam item [Object]
    # @return [self]
    def each(**options)
      return to_enum(:each, **options) unless block_given?

      while (item = self.next(**options))
        yield item
      end
      self
    end
  end
end
