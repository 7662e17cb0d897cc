// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** How the end of a body is told (RFC 9112, section 6), as the bench's own programs need it. */
final class BodyFraming {

    private static final String LENGTH = "\r\ncontent-length:";
    private static final int MOST = 1 << 20;

    private final boolean chunked;
    private final long length;

    /**
     * @param head request or status line and fields, with the empty line at its end
     */
    BodyFraming(String head) {
        String lower = head.toLowerCase(Locale.ROOT);
        int field = lower.indexOf(LENGTH);
        chunked = lower.contains("\r\ntransfer-encoding: chunked");
        length =
                field < 0
                        ? 0
                        : Long.parseLong(
                                lower.substring(
                                                field + LENGTH.length(),
                                                lower.indexOf('\r', field + 2))
                                        .strip());
    }

    boolean chunked() {
        return chunked;
    }

    /** Bytes; 0 if the head has no length. */
    long length() {
        return length;
    }

    /** A whole body of chunks, up to 1 MiB. */
    byte[] readChunks(InputStream in) throws IOException {
        var body = new ByteArrayOutputStream();
        for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
            if (body.size() + size > MOST) {
                throw new IOException("a body of more than " + MOST + " bytes");
            }
            body.write(in.readNBytes(size));
            line(in);
        }
        line(in);
        return body.toByteArray();
    }

    /** Reads the line before a chunk; 0 is the last one. */
    static int chunkSize(InputStream in) throws IOException {
        String line = line(in);
        int end = line.indexOf(';');
        return Integer.parseInt((end < 0 ? line : line.substring(0, end)).strip(), 16);
    }

    static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended before the message did");
            }
            line.append((char) next);
        }
        return line.toString();
    }
}
