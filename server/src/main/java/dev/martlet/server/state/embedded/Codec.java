// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.embedded;

/**
 * How a value is kept. What one version of Martlet has written, later ones have to read.
 *
 * @param <V> the value
 */
public interface Codec<V> {
    /**
     * Writes.
     *
     * @param value what
     * @return its bytes
     */
    byte[] encode(V value);

    /**
     * Reads.
     *
     * @param bytes what {@link #encode} returned
     * @return the value
     */
    V decode(byte[] bytes);
}
