// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.server.http2.Frame;
import dev.martlet.server.http2.ReceiveMemory;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConnectionWindowTest {
    private static final int FRAME = 16_000;

    private final AtomicLong now = new AtomicLong();
    private final ReceiveMemory memory = new ReceiveMemory(1 << 20);
    private final ConnectionWindow window = window();

    private ConnectionWindow window() {
        return new ConnectionWindow(memory, now::get, () -> {});
    }

    /** A frame that is taken out at once; what was opened for it. */
    private int through(ConnectionWindow one) {
        assertThat(one.arrived(FRAME)).as("fits").isTrue();
        one.kept(FRAME);
        one.released(FRAME);
        return one.credit();
    }

    /** Sends as a client does that waits for its window; the widest window it was given. */
    private int widest(ConnectionWindow one) {
        int open = Frame.DEFAULT_WINDOW;
        int widest = open;
        for (int i = 0; i < 10_000; i++) {
            now.addAndGet(1_000_000);
            open += through(one) - FRAME;
            widest = Math.max(widest, open);
        }
        return widest;
    }

    @Test
    void aFastUploadWidensItAsFarAsHalfTheMemoryGoes() {
        assertThat(widest(window)).isBetween(400_000, 600_000);
        assertThat(memory.used()).isLessThanOrEqualTo(1 << 19);
    }

    @Test
    void itsGrowthIsGivenBackWhenNoStreamIsLeft() {
        widest(window);
        window.idle();
        assertThat(memory.used()).isZero();
    }

    @Test
    void aSlowClientGetsNoMoreThanItBeganWith() {
        int open = Frame.DEFAULT_WINDOW;
        for (int i = 0; i < 100; i++) {
            now.addAndGet(2_000_000_000L);
            open += through(window) - FRAME;
            assertThat(open).isLessThanOrEqualTo(Frame.DEFAULT_WINDOW);
        }
    }

    @Test
    void whatNobodyTakesOutHoldsUpNobodyWhileThereIsRoom() {
        int opened = 0;
        for (int i = 0; i < 20; i++) {
            assertThat(window.arrived(FRAME)).as("fits").isTrue();
            window.kept(FRAME);
            opened += window.credit();
        }
        assertThat(opened).isGreaterThan(20 * FRAME - Frame.DEFAULT_WINDOW);
    }

    @Test
    void whenMemoryIsShortItOpensAsDataAreTakenOut() {
        memory.keep(new Other(), 600_000);
        for (int i = 0; i < 4; i++) {
            assertThat(window.arrived(FRAME)).as("fits").isTrue();
            window.kept(FRAME);
            assertThat(window.credit()).isLessThanOrEqualTo(2_000);
        }
        assertThat(window.arrived(FRAME)).as("more than the window").isFalse();
        window.released(4 * FRAME);
        assertThat(window.credit()).isGreaterThan(3 * FRAME);
    }

    @Test
    void aClosedOneHoldsNothing() {
        widest(window);
        window.kept(FRAME);
        window.close();
        window.released(FRAME);
        assertThat(memory.used()).isZero();
    }

    private record Other() implements ReceiveMemory.Holder {
        @Override
        public Long waitingSince() {
            return null;
        }

        @Override
        public void evict() {}
    }
}
