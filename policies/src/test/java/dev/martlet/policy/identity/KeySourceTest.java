// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWKSet;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class KeySourceTest {
    private static final JWKSet OLD = Issuer.publicKeys(Issuer.ec("old"));
    private static final JWKSet NEW = Issuer.publicKeys(Issuer.ec("new"));

    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-11-23T12:00:00Z"));
    private final AtomicReference<JWKSet> served = new AtomicReference<>(OLD);
    private final AtomicInteger reads = new AtomicInteger();
    private final Semaphore done = new Semaphore(0);
    private final KeySource source =
            new KeySource(Issuer.NAME, this::read, Duration.ofHours(1), now::get);

    private JWKSet read() throws IOException {
        reads.incrementAndGet();
        try {
            JWKSet keys = served.get();
            if (keys == null) {
                throw new IOException("away");
            }
            return keys;
        } finally {
            done.release();
        }
    }

    private void pass(Duration time) {
        now.updateAndGet(then -> then.plus(time));
    }

    @Test
    void keysAreReadOnce() {
        assertThat(source.keys().keys()).isSameAs(OLD);
        assertThat(source.keys().keys()).isSameAs(OLD);
        assertThat(reads).hasValue(1);
    }

    @Test
    void aKeyThatIsNotThereIsLookedForAtOnceButNotTooOften() {
        KeySource.Known first = source.keys();
        served.set(NEW);
        assertThat(source.newer(first).keys()).as("within the pause").isSameAs(OLD);
        pass(KeySource.PAUSE);
        assertThat(source.newer(first).keys()).isSameAs(NEW);
        assertThat(source.newer(first).keys()).as("somebody has read since").isSameAs(NEW);
        assertThat(reads).hasValue(2);
    }

    @Test
    void oldKeysServeWhileTheyAreReadAgain() throws Exception {
        source.keys();
        served.set(NEW);
        pass(KeySource.FRESH.plusSeconds(1));
        assertThat(done.tryAcquire(5, TimeUnit.SECONDS)).isTrue();
        assertThat(source.keys().keys()).isIn(OLD, NEW);
        assertThat(done.tryAcquire(5, TimeUnit.SECONDS)).isTrue();
        assertThat(source.newer(new KeySource.Known(OLD, 0, 1)).keys()).isSameAs(NEW);
        assertThat(reads).hasValue(2);
    }

    @Test
    void anIssuerThatIsAwayIsCoveredForByItsOldKeysForAWhile() {
        KeySource.Known first = source.keys();
        served.set(null);
        pass(Duration.ofMinutes(59));
        assertThat(source.newer(first).keys()).isSameAs(OLD);
        pass(Duration.ofMinutes(2));
        assertThatThrownBy(source::keys)
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        e -> assertThat(e.failure()).isInstanceOf(Failure.CheckUnavailable.class));
        served.set(NEW);
        pass(KeySource.PAUSE);
        assertThat(source.keys().keys()).isSameAs(NEW);
    }

    @Test
    void anIssuerThatWasNeverThereIsNotAskedByEveryRequest() {
        served.set(null);
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(source::keys).isInstanceOf(GatewayException.class);
        }
        assertThat(reads).hasValue(1);
    }

    @Test
    void manyWhoWaitForTheFirstKeysReadOnce() throws Exception {
        var start = new CountDownLatch(1);
        var got = new AtomicInteger();
        Thread[] threads = new Thread[8];
        for (int i = 0; i < threads.length; i++) {
            threads[i] =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    start.await();
                                } catch (InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                                if (source.keys().number() == 1) {
                                    got.incrementAndGet();
                                }
                            });
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(got).hasValue(8);
        assertThat(reads).hasValue(1);
    }
}
