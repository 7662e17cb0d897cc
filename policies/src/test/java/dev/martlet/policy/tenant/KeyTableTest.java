// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class KeyTableTest {
    private static TenantKey key(int number) {
        return TenantKey.of("acme", Sample.key("key-" + number, "secret-" + number));
    }

    private static KeyHash hash(int number) {
        return KeyHash.of("secret-" + number);
    }

    @Test
    void everyKeyIsFoundHoweverManyThereAre() {
        var table = new KeyTable(0);
        for (int i = 0; i < 20_000; i++) {
            table.put(key(i));
        }
        assertThat(table.size()).isEqualTo(20_000);
        for (int i = 0; i < 20_000; i++) {
            assertThat(table.find(hash(i)))
                    .isNotNull()
                    .extracting(TenantKey::id)
                    .isEqualTo("key-" + i);
        }
        assertThat(table.find(hash(20_000))).isNull();
    }

    @Test
    void keysBehindARemovedOneAreStillFoundAndPlacesAreUsedAgain() {
        var table = new KeyTable(0);
        for (int round = 0; round < 2000; round++) {
            table.put(key(round));
            if (round >= 10) {
                table.remove(hash(round - 10));
            }
        }
        assertThat(table.size()).isEqualTo(10);
        for (int i = 1990; i < 2000; i++) {
            assertThat(table.find(hash(i))).isNotNull();
        }
        assertThat(table.find(hash(1989))).isNull();
    }

    @Test
    void whoLooksUpWhileItGrowsNeverMissesAKeyThatIsThere() throws Exception {
        var table = new KeyTable(0);
        table.put(key(-1));
        KeyHash there = hash(-1);
        var done = new CountDownLatch(1);
        var looked = new AtomicInteger();
        var missed = new AtomicReference<String>();
        Thread reader =
                Thread.ofPlatform()
                        .start(() -> {
                            while (done.getCount() > 0) {
                                if (table.find(there) == null) {
                                    missed.set("after " + looked.get());
                                }
                                looked.incrementAndGet();
                            }
                        });
        for (int i = 0; i < 5000; i++) {
            table.put(key(i));
            if (i >= 20) {
                table.remove(hash(i - 20));
            }
        }
        done.countDown();
        reader.join();
        assertThat(missed.get()).isNull();
        assertThat(looked.get()).isPositive();
    }
}
