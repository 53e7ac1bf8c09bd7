/* Part of notification_hubs.hpp: who frees what. */
#ifndef NOTIFICATION_HUBS_HANDLE_HPP
#define NOTIFICATION_HUBS_HANDLE_HPP

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "config.hpp"

namespace notification_hubs {
inline namespace NOTIFICATION_HUBS_MODE {
namespace detail {

/* Says that an object belongs to another one, which lives longer. */
struct Borrowed {};

/*
 * An object of the library. It can be moved and not copied. One that was moved
 * from has none: every call with it fails with NH_STATUS_INVALID_ARGUMENT, and
 * its getters give what they give of nothing.
 */
template <typename C, void (*FreeC)(C *)> class Handle {
public:
    using Native = C;

    Handle() noexcept = default;
    /* Takes over what the C interface gave. */
    explicit Handle(C *owned) noexcept : object_(owned) {}
    /* Only const objects are made so: nothing is changed through them. */
    Handle(Borrowed, const C *object) noexcept : object_(const_cast<C *>(object), Free{true}) {}

    /* False after it was moved from. */
    explicit operator bool() const noexcept { return object_ != nullptr; }

    /* For functions of the C interface. It stays this object's. */
    const C *native() const noexcept { return object_.get(); }
    C *native() noexcept { return object_.get(); }

private:
    struct Free {
        bool is_borrowed = false;
        void operator()(C *object) const noexcept
        {
            if (!is_borrowed)
                FreeC(object);
        }
    };

    std::unique_ptr<C, Free> object_;
};

/* Settings: made when the first is set, so that none cost nothing. */
template <typename C, C *(*NewC)(), void (*FreeC)(C *)> class Settings : public Handle<C, FreeC> {
protected:
    C *own() noexcept
    {
        if (!*this)
            Handle<C, FreeC>::operator=(Handle<C, FreeC>(NewC()));
        return this->native();
    }
};

/* A list that the library made, with objects that belong to it. */
template <typename T, typename C, void (*FreeC)(C *), std::size_t (*CountC)(const C *),
          const typename T::Native *(*GetC)(const C *, std::size_t)>
class List : public Handle<C, FreeC> {
public:
    List() noexcept = default;
    explicit List(C *owned) : Handle<C, FreeC>(owned)
    {
        const std::size_t count = CountC(owned);

        objects_.reserve(count);
        for (std::size_t index = 0; index < count; index++)
            objects_.emplace_back(Borrowed{}, GetC(owned, index));
    }

    std::size_t size() const noexcept { return objects_.size(); }
    bool empty() const noexcept { return objects_.empty(); }
    const T &operator[](std::size_t index) const { return objects_[index]; }
    auto begin() const noexcept { return objects_.begin(); }
    auto end() const noexcept { return objects_.end(); }

private:
    std::vector<T> objects_;
};

} // namespace detail
} // namespace NOTIFICATION_HUBS_MODE
} // namespace notification_hubs

#endif
