// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import java.io.IOException;

/** The far side of an upgraded connection. One thread reads, another writes. */
public interface Tunnel extends AutoCloseable {
    /**
     * Reads what the far side sends; blocks until there is something.
     *
     * @param buffer where to
     * @param offset first index
     * @param length at most this many bytes
     * @return bytes read, or -1 when the far side will send no more
     * @throws IOException if the connection broke
     */
    int read(byte[] buffer, int offset, int length) throws IOException;

    /**
     * Sends bytes at once.
     *
     * @param buffer where from
     * @param offset first index
     * @param length how many
     * @throws IOException if the connection broke
     */
    void write(byte[] buffer, int offset, int length) throws IOException;

    /**
     * Says that no more will be written; the far side may go on sending.
     *
     * @throws IOException if the connection broke
     */
    void shutdownOutput() throws IOException;

    @Override
    void close();
}
