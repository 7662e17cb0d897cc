// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.admission;

import dev.martlet.core.state.Account;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How an account stands: the same numbers for headers, metrics and the admin API.
 *
 * @param rule what it is about
 * @param account the account, with its window
 * @param limit how much there is at most
 * @param remaining how much of it a request could still have, 0 or more
 * @param full until a bucket is full again, by itself; null for what is not a bucket
 */
public record Standing(
        Rule rule, Account account, long limit, long remaining, @Nullable Duration full) {
    static Standing of(Purse purse, long nanoTime) {
        return of(purse.rule(), purse.account(), purse.remaining(nanoTime));
    }

    static Standing of(Rule rule, Account account, long remaining) {
        @Nullable Duration full =
                account instanceof Account.Bucket bucket
                        ? time(bucket, bucket.capacity() - remaining)
                        : null;
        return new Standing(rule, account, account.capacity(), remaining, full);
    }

    /** How long a bucket takes to get so much. */
    static Duration time(Account.Bucket bucket, long amount) {
        double nanos = (double) bucket.period().toNanos() / bucket.refill() * Math.max(0, amount);
        return Duration.ofNanos((long) Math.ceil(nanos));
    }

    /**
     * When there will be as much as there can be.
     *
     * @param now the time
     * @return the wait, or null if that never happens by itself
     */
    public @Nullable Duration reset(Instant now) {
        return switch (account) {
            case Account.Bucket _ -> full;
            case Account.Permits _ -> null;
            case Account.Window window ->
                    window.end().equals(Instant.MAX) ? null : Duration.between(now, window.end());
        };
    }
}
