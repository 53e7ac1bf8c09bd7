/* What coroutines on a plain epoll loop get from each call. */
#include "every_call.hpp"
#include "loop.hpp"

using checks::Loop;
using checks::Task;

int main()
{
    try {
        const nh::Hub hub = checks::hub();
        const nh::CoroutineQueue queue;
        const Task calls = checks::every_call<Task>(hub, queue);
        const Task failures = checks::every_failure<Task>(hub, queue);

        CHECK(!calls.is_done());
        Loop(queue).run();
        CHECK(calls.is_done() && failures.is_done());
        CHECK(!queue.dispatch());
        CHECK(!queue.try_dispatch().value());
    } catch (const std::exception &error) {
        std::printf("%s\n", error.what());
        checks::failed++;
    }
    return checks::report();
}
