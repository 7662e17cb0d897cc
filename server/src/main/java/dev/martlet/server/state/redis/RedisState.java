// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.redis;

import dev.martlet.core.state.Counters;
import dev.martlet.core.state.Documents;
import dev.martlet.core.state.State;
import dev.martlet.core.state.UsageStore;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** State in Redis: many gateways share it. */
public final class RedisState implements State {
    /** Whoever starts waits this long for a connection; a gateway starts without one too. */
    private static final Duration START = Duration.ofSeconds(2);

    private final Redis redis;
    private final RedisCounters counters;
    private final RedisDocuments documents;
    private final RedisUsage usage;

    private RedisState(Redis redis, LongSupplier skew) {
        this.redis = redis;
        this.counters = new RedisCounters(redis, skew);
        this.documents = new RedisDocuments(redis);
        this.usage = new RedisUsage(redis);
    }

    /**
     * Connects. If that fails, {@link #trouble()} says so, and it is tried again and again.
     *
     * @param settings where Redis is
     * @return the state
     */
    public static RedisState open(RedisSettings settings) {
        return open(settings, () -> 0);
    }

    /** With a clock of Redis that is wrong by some milliseconds. */
    static RedisState open(RedisSettings settings, LongSupplier skew) {
        var redis = new Redis(settings);
        redis.awaitFirst(START);
        return new RedisState(redis, skew);
    }

    @Override
    public Counters counters() {
        return counters;
    }

    @Override
    public Documents documents() {
        return documents;
    }

    @Override
    public UsageStore usage() {
        return usage;
    }

    @Override
    public @Nullable String trouble() {
        return redis.trouble();
    }

    @Override
    public void close() {
        documents.close();
        redis.close();
    }
}
