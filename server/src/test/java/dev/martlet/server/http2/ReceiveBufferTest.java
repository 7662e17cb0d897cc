// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http2;

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
}
