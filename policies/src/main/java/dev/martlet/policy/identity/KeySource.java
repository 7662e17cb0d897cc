// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.identity;

import com.nimbusds.jose.jwk.JWKSet;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The keys of an issuer, kept. They are read again in the background when they are some minutes
 * old, and at once when a token names a key that is not among them; both not more often than every
 * {@link #PAUSE}, so that made-up tokens cost the issuer nothing. While the issuer is away, the old
 * keys serve.
 */
final class KeySource implements AutoCloseable {
    static final Duration FRESH = Duration.ofMinutes(10);
    static final Duration PAUSE = Duration.ofSeconds(10);

    /** How long a request waits for keys that another one is reading. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final System.Logger LOG = System.getLogger(KeySource.class.getName());

    /** Reads the keys. */
    @FunctionalInterface
    interface Reader {
        JWKSet read() throws IOException;
    }

    /**
     * Keys that were read.
     *
     * @param number counts how often they were
     */
    record Known(JWKSet keys, long readAt, int number) {}

    private final String issuer;
    private final Reader reader;
    private final Duration stale;
    private final InstantSource clock;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile @Nullable Known known;
    private volatile long triedAt = Long.MIN_VALUE;

    KeySource(String issuer, Reader reader, Duration stale, InstantSource clock) {
        this.issuer = issuer;
        this.reader = reader;
        this.stale = stale;
        this.clock = clock;
    }

    /**
     * The keys.
     *
     * @throws GatewayException with a 503 if there are none
     */
    Known keys() {
        @Nullable Known have = known;
        if (have == null || tooOld(have)) {
            return readAfter(have == null ? 0 : have.number());
        }
        long now = clock.millis();
        if (now - have.readAt() > FRESH.toMillis() && mayTry(now) && !reading.isLocked()) {
            Thread.ofVirtual().name("martlet-jwks").start(() -> refresh(have.number()));
        }
        return have;
    }

    /** The keys for a token whose key is not among those at hand; perhaps the same. */
    Known newer(Known than) {
        return readAfter(than.number());
    }

    private Known readAfter(int number) {
        refresh(number);
        @Nullable Known have = known;
        if (have == null || tooOld(have)) {
            throw new GatewayException(
                    new Failure.CheckUnavailable(
                            "The keys of the token's issuer are not at hand."));
        }
        return have;
    }

    /** Reads, unless somebody else has read since. */
    private void refresh(int number) {
        boolean mine = false;
        try {
            mine = reading.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            @Nullable Known have = known;
            if (mine && (have == null || have.number() == number)) {
                read(number);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (mine) {
                reading.unlock();
            }
        }
    }

    private boolean tooOld(Known have) {
        return clock.millis() - have.readAt() > stale.toMillis();
    }

    private boolean mayTry(long now) {
        long last = triedAt;
        return last == Long.MIN_VALUE || now - last >= PAUSE.toMillis() || now < last;
    }

    private void read(int number) {
        long now = clock.millis();
        if (!mayTry(now)) {
            return;
        }
        triedAt = now;
        try {
            known = new Known(reader.read(), now, number + 1);
        } catch (IOException | RuntimeException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the keys of issuer {0} cannot be read{1}: {2}",
                    issuer,
                    known == null ? "" : ", the known ones serve",
                    e.getMessage());
        }
    }

    @Override
    public void close() {
        // It holds no connection.
    }
}
