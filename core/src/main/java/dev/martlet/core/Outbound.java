// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a policy has beside the exchanges: other servers, and state that outlives a reload. What it
 * takes here is let go of with the snapshot that it is compiled for.
 */
public interface Outbound {
    /** Reaches nobody, and keeps nothing longer than the policy: for checks and tests. */
    Outbound NONE =
            new Outbound() {
                @Override
                public <T extends AutoCloseable> T keep(Object key, Supplier<T> factory) {
                    return factory.get();
                }

                @Override
                public Upstream upstream(URI base, @Nullable Path ca, Duration timeout) {
                    throw new IllegalStateException("upstream: " + base + " (expected: a network)");
                }

                @Override
                public Document fetch(URI from, @Nullable Path ca) throws IOException {
                    throw new IOException("fetch: " + from + " (expected: a network)");
                }
            };

    /**
     * State that outlives a reload, as long as its key is the same.
     *
     * @param key with value equality, of a type that only its owner uses
     * @param factory makes it; no I/O
     * @param <T> its type
     * @return the resource, the same for the same key
     */
    <T extends AutoCloseable> T keep(Object key, Supplier<T> factory);

    /**
     * Connections to a server that is asked often.
     *
     * @param base scheme, host and port; the path is the caller's business
     * @param ca PEM file with the authorities that are trusted; null for those of the runtime
     * @param timeout to connect, and to answer
     * @return the way there; nothing is tried again
     */
    Upstream upstream(URI base, @Nullable Path ca, Duration timeout);

    /**
     * Reads a document that is needed seldom, over a connection of its own. Redirects are not
     * followed.
     *
     * @param from http or https
     * @param ca PEM file with the authorities that are trusted; null for those of the runtime
     * @return what was answered, whatever the status
     * @throws IOException if nothing was, within ten seconds and one MiB
     */
    Document fetch(URI from, @Nullable Path ca) throws IOException;

    /**
     * A document.
     *
     * @param status of HTTP
     * @param text its body
     */
    record Document(int status, String text) {}
}
