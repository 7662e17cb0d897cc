// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.embedded;

import dev.martlet.core.state.Account;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How much may be held at the same time: after a restart nobody holds any. */
final class PermitsCounter extends Counter {
    private long capacity;

    PermitsCounter(Account.Permits account) {
        this.capacity = account.capacity();
    }

    @Override
    boolean take(long amount) {
        return left() >= amount;
    }

    @Override
    long takeUpTo(long amount) {
        return Math.clamp(left(), 0, amount);
    }

    /** What is left follows from what is held. */
    @Override
    void giveBack(long amount) {}

    @Override
    void settle(long spent, long was, long held) {}

    @Override
    long left() {
        return capacity - held();
    }

    @Override
    Duration delay(long amount) {
        return Duration.ofSeconds(1);
    }

    @Override
    void meant(Account account) {
        capacity = account.capacity();
    }

    @Override
    @Nullable Kept kept() {
        return null;
    }

    @Override
    boolean isUntouched() {
        return true;
    }
}
