// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.provider.pool.Seat;
import dev.martlet.provider.relay.StoredResponses.Stored;
import org.junit.jupiter.api.Test;

class StoredResponsesTest {
    @Test
    void theOnesThatNobodyAsksForAreForgottenFirst() {
        var stored = new StoredResponses();
        for (int i = 0; i < 60_000; i++) {
            stored.put("r" + i, new Stored(new Seat("p", "k" + i), "m", null));
            assertThat(stored.find("r0")).isNotNull();
        }

        assertThat(stored.find("r1")).isNull();
        assertThat(stored.find("r59999")).isNotNull();
        assertThat(stored.find("r10001")).isNotNull();
        assertThat(stored.find("r9999")).isNull();
    }
}
