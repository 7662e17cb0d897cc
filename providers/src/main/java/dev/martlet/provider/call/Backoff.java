// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.provider.call.Trouble.Kind;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long a target is left alone after a failed try. */
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(8);

    private final RandomGenerator random;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /**
     * The wait.
     *
     * @param trouble what happened; what the provider says is never undercut
     * @param tries how often the target was asked, at least 1
     * @return nanoseconds
     */
    long wait(Trouble trouble, int tries) {
        if (trouble.retryAfter() != null) {
            return trouble.retryAfter().toNanos();
        }
        boolean hiccup = trouble.kind() == Kind.UNREACHABLE || trouble.kind() == Kind.CUT;
        if (hiccup && tries == 1) {
            return 0;
        }
        long most = Math.min(LONGEST.toNanos(), FIRST.toNanos() << Math.min(tries - 1, 10));
        // Half of it is drawn, so that those who failed together do not come back together.
        return most / 2 + random.nextLong(most / 2 + 1);
    }
}
