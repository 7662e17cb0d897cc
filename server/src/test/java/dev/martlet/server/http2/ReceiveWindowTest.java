// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReceiveWindowTest {
    private static final int LARGEST = 512 * 1024;
    private static final int GROWTH = LARGEST - Frame.DEFAULT_WINDOW;

    private static long opened(ReceiveWindow window, boolean all) {
        long opened = 0;
        for (int i = 0; i < 10_000; i++) {
            opened += window.taken(1_000, all);
        }
        return opened;
    }

    @Test
    void itGrowsForAFastReaderUpToItsLimitAndStaysForASlowOne() {
        var store = new AtomicInteger(1 << 30);

        // All that was read was given back, or will be with the next update, and the growth.
        assertThat(opened(new ReceiveWindow(LARGEST, store), true))
                .isBetween(10_000_000L + GROWTH - LARGEST / 2, 10_000_000L + GROWTH);
        assertThat(opened(new ReceiveWindow(LARGEST, store), false))
                .isBetween(10_000_000L - Frame.DEFAULT_WINDOW / 2, 10_000_000L);
        assertThat(store).hasValue((1 << 30) - GROWTH);
    }

    @Test
    void itGrowsOnlyByWhatItsConnectionHasLeftAndGivesThatBack() {
        var store = new AtomicInteger(Frame.DEFAULT_WINDOW);
        var first = new ReceiveWindow(LARGEST, store);
        opened(first, true);
        assertThat(store).hasValue(0);
        assertThat(opened(new ReceiveWindow(LARGEST, store), true)).isLessThanOrEqualTo(10_000_000);

        first.close();
        assertThat(store).hasValue(Frame.DEFAULT_WINDOW);
        opened(first, true);
        assertThat(store).hasValue(Frame.DEFAULT_WINDOW);
    }

    @Test
    void moreThanItAllowsIsSeen() {
        var window = new ReceiveWindow(LARGEST, new AtomicInteger());

        assertThat(window.received(Frame.DEFAULT_WINDOW)).isTrue();
        assertThat(window.received(1)).isFalse();
    }
}
