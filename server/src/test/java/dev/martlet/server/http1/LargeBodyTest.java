// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http1;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** What streams by leaves nothing in memory. */
class LargeBodyTest {
    private static final long FOUR_GIB = 4L << 30;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static long allocated() {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().threadId());
    }

    /** Counts what goes through a gateway whose client never has to wait. */
    private static long relay(HttpInput.Source source, long in, long out) throws IOException {
        var pool = new BufferPool(16 << 10, 2);
        long[] written = {0};
        var output = new HttpOutput((buffer, offset, length) -> written[0] += length, pool);
        var bodies = new BodyWriter(output, new HeadWriter(output));
        FramedBody body =
                FramedBody.of(
                        new HttpInput(source, pool, HeadLimits.DEFAULT), in, HeadLimits.DEFAULT);
        bodies.send(body, out);
        assertThat(body.ended()).isTrue();
        assertThat(bodies.sent()).isEqualTo(FOUR_GIB);
        return written[0];
    }

    @Test
    void fourGibibytesOfKnownLengthStreamThroughAFewBuffers() throws IOException {
        long before = allocated();

        assertThat(relay((buffer, offset, length) -> length, FOUR_GIB, FOUR_GIB))
                .isEqualTo(FOUR_GIB);

        assertThat(allocated() - before).isLessThan(4 << 20);
    }

    @Test
    void fourGibibytesInOneChunkStreamThroughAFewBuffers() throws IOException {
        byte[] head = Wire.bytes("100000000\r\n");
        byte[] tail = Wire.bytes("\r\n0\r\n\r\n");
        long[] at = {0};
        HttpInput.Source source =
                (buffer, offset, length) -> {
                    long dataEnd = head.length + FOUR_GIB;
                    int count;
                    if (at[0] < head.length) {
                        count = head.length;
                        System.arraycopy(head, 0, buffer, offset, count);
                    } else if (at[0] < dataEnd) {
                        count = (int) Math.min(length, dataEnd - at[0]);
                    } else {
                        count = tail.length;
                        System.arraycopy(tail, 0, buffer, offset, count);
                    }
                    at[0] += count;
                    return count;
                };
        long before = allocated();

        assertThat(relay(source, Framing.CHUNKED, Framing.CHUNKED)).isGreaterThan(FOUR_GIB);

        // Once the code is compiled it is next to nothing; interpreted, boxes and views add up.
        assertThat(allocated() - before).isLessThan(16 << 20);
    }
}
