// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ReceiveBufferTest {
    @Test
    void bytesComeOutAsTheyWentInHoweverTheRingTurnsAndGrows() {
        var buffer = new ReceiveBuffer();
        var random = new Random(7);
        byte written = 0;
        byte expected = 0;
        for (int round = 0; round < 5_000; round++) {
            byte[] in = new byte[random.nextInt(2_000)];
            for (int i = 0; i < in.length; i++) {
                in[i] = written++;
            }
            buffer.add(in, 0, in.length);
            byte[] out = new byte[random.nextInt(2_100)];
            int taken = buffer.take(out, 0, out.length);
            for (int i = 0; i < taken; i++) {
                assertThat(out[i]).isEqualTo(expected++);
            }
        }
    }

    @Test
    void theWindowGrowsForAFastReaderUpToItsLimitAndStaysForASlowOne() {
        var fast = new ReceiveWindow();
        var slow = new ReceiveWindow();
        long opened = 0;
        for (int i = 0; i < 10_000; i++) {
            opened += fast.read(1_000, true);
            assertThat(slow.read(1_000, false)).isLessThanOrEqualTo(Limits.DEFAULT_WINDOW);
        }

        // All that was read was given back, or will be with the next update, and the growth.
        long growth = Limits.LARGEST_STREAM_WINDOW - Limits.DEFAULT_WINDOW;
        assertThat(opened)
                .isBetween(
                        10_000_000L + growth - Limits.LARGEST_STREAM_WINDOW / 2,
                        10_000_000L + growth);
    }
}
