// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.edge;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Makes one compressed stream: gzip (RFC 1952) or zlib. Its memory lies outside the heap and is
 * given back by {@link #close()}, from any thread; a thread that is still compressing then gets an
 * {@link IOException}. The lock is held for computing only, never for I/O.
 */
final class Compressor implements AutoCloseable {
    /** Magic, deflate, no flags, no time, no extra flags, unknown system. */
    private static final byte[] GZIP_HEAD = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    private final Deflater deflater;
    private final boolean gzip;
    private final CRC32 checksum = new CRC32();
    private boolean ended;
    private byte[] frame;
    private int framePosition;
    private boolean tailWritten;

    Compressor(Encoding encoding) {
        this.gzip = encoding == Encoding.GZIP;
        this.deflater = encoding.deflater();
        this.frame = gzip ? GZIP_HEAD : new byte[0];
    }

    /** Takes the next bytes; those before must be used up. The array must not change until then. */
    synchronized void input(byte[] bytes, int offset, int count) throws IOException {
        check();
        if (gzip) {
            checksum.update(bytes, offset, count);
        }
        deflater.setInput(bytes, offset, count);
    }

    /** Says that there is no more input. */
    synchronized void finish() throws IOException {
        check();
        deflater.finish();
    }

    /**
     * Gives compressed bytes.
     *
     * @param flush whether all that was taken in must come out, for readers that wait for it
     * @return how many; 0 if there are none before the next input
     */
    synchronized int output(byte[] buffer, int offset, int length, boolean flush)
            throws IOException {
        check();
        int count = frame(buffer, offset, length);
        if (count < length) {
            count +=
                    deflater.deflate(
                            buffer,
                            offset + count,
                            length - count,
                            flush ? Deflater.SYNC_FLUSH : Deflater.NO_FLUSH);
        }
        if (gzip && deflater.finished() && !tailWritten) {
            tailWritten = true;
            frame =
                    ByteBuffer.allocate(8)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putInt((int) checksum.getValue())
                            .putInt((int) deflater.getBytesRead())
                            .array();
            framePosition = 0;
        }
        return count + frame(buffer, offset + count, length - count);
    }

    /** The bytes of the gzip format around the compressed ones. */
    private int frame(byte[] buffer, int offset, int length) {
        int count = Math.min(length, frame.length - framePosition);
        System.arraycopy(frame, framePosition, buffer, offset, count);
        framePosition += count;
        return count;
    }

    private void check() throws IOException {
        if (ended) {
            throw new IOException("reply: closed (expected: open while its body is read)");
        }
    }

    @Override
    public synchronized void close() {
        if (!ended) {
            ended = true;
            deflater.end();
        }
    }
}
