// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.embedded;

import dev.martlet.core.state.Account;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** What may be spent between two moments. */
final class WindowCounter extends Counter {
    private final InstantSource clock;
    private Account.Window account;
    private long used;

    WindowCounter(Account.Window account, @Nullable Kept kept, InstantSource clock) {
        this.account = account;
        this.clock = clock;
        this.used = kept == null ? 0 : kept.count();
    }

    @Override
    boolean take(long amount) {
        return left() >= amount;
    }

    @Override
    long takeUpTo(long amount) {
        return Math.clamp(left(), 0, amount);
    }

    /** What is left follows from what is held and used. */
    @Override
    void giveBack(long amount) {}

    @Override
    void settle(long spent, long was, long held) {
        used += spent;
    }

    @Override
    long left() {
        return account.capacity() - used - held();
    }

    @Override
    Duration delay(long amount) {
        return account.end().equals(Instant.MAX)
                ? Duration.ofDays(1)
                : Duration.between(clock.instant(), account.end());
    }

    @Override
    void meant(Account newAccount) {
        if (newAccount instanceof Account.Window changed) {
            account = changed;
        }
    }

    @Override
    Kept kept() {
        Instant end = account.end();
        return new Kept(
                Kept.Kind.WINDOW,
                used,
                0,
                end.equals(Instant.MAX) ? Long.MAX_VALUE : end.toEpochMilli());
    }

    @Override
    boolean isUntouched() {
        return used == 0;
    }
}
