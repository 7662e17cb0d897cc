// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.embedded;

import dev.martlet.core.state.Account;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import io.github.bucket4j.local.LocalBucket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A token bucket, counted by Bucket4j. It goes by the clock that nobody sets. */
final class BucketCounter extends Counter {
    private final InstantSource clock;
    private final LocalBucket bucket;
    private Account.Bucket account;

    BucketCounter(
            Account.Bucket account,
            @Nullable Kept kept,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.account = account;
        this.clock = clock;
        long level = kept == null ? account.capacity() : level(account, kept, clock.millis());
        this.bucket =
                io.github.bucket4j.Bucket.builder()
                        .addLimit(bandwidth(account, Math.max(0, level)))
                        .withCustomTimePrecision(new Meter(nanoTime))
                        .build();
        if (level < 0) {
            bucket.consumeIgnoringRateLimits(-level);
        }
    }

    private record Meter(LongSupplier nanoTime) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return nanoTime.getAsLong();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }

    private static Bandwidth bandwidth(Account.Bucket account, long level) {
        return Bandwidth.builder()
                .capacity(account.capacity())
                .refillGreedy(account.refill(), account.period())
                .initialTokens(level)
                .build();
    }

    /** What has come back while nobody counted; a clock that was set back brings nothing. */
    private static long level(Account.Bucket account, Kept kept, long now) {
        double periods = Math.max(0, now - kept.at()) / (double) account.period().toMillis();
        double level = kept.count() + periods * account.refill();
        return (long) Math.min((double) account.capacity(), level);
    }

    @Override
    boolean take(long amount) {
        return bucket.tryConsume(amount);
    }

    @Override
    long takeUpTo(long amount) {
        return amount == 0 ? 0 : bucket.tryConsumeAsMuchAsPossible(amount);
    }

    @Override
    void giveBack(long amount) {
        if (amount > 0) {
            bucket.addTokens(amount);
        }
    }

    @Override
    void settle(long spent, long was, long held) {
        long more = was - spent - held;
        if (more > 0) {
            bucket.addTokens(more);
        } else if (more < 0) {
            bucket.consumeIgnoringRateLimits(-more);
        }
    }

    @Override
    long left() {
        return bucket.getAvailableTokens();
    }

    @Override
    Duration delay(long amount) {
        long lacking = Math.max(0, amount - left());
        double nanos = (double) account.period().toNanos() / account.refill() * lacking;
        return Duration.ofNanos((long) Math.ceil(nanos));
    }

    /** Who allows more, or less, changes what is left by as much: what was used stays used. */
    @Override
    void meant(Account newAccount) {
        if (newAccount.equals(account) || !(newAccount instanceof Account.Bucket changed)) {
            return;
        }
        long used = account.capacity() - left();
        account = changed;
        long level = Math.max(0, changed.capacity() - Math.max(0, used));
        bucket.replaceConfiguration(
                BucketConfiguration.builder().addLimit(bandwidth(changed, level)).build(),
                TokensInheritanceStrategy.RESET);
        // A reset takes the initial tokens only where the library says so; make sure.
        long surplus = left() - level;
        if (surplus > 0) {
            bucket.consumeIgnoringRateLimits(surplus);
        }
    }

    @Override
    Kept kept() {
        long now = clock.millis();
        return new Kept(
                Kept.Kind.BUCKET, left(), now, now + delay(account.capacity()).toMillis() + 1);
    }

    @Override
    boolean isUntouched() {
        return left() >= account.capacity();
    }
}
