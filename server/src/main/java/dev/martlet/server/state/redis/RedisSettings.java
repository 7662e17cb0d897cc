// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.redis;

import dev.martlet.core.config.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where Redis is and how it is spoken to.
 *
 * @param topology what stands at the addresses
 * @param nodes at least one; of a single Redis exactly one
 * @param master the name of what the Sentinels watch; null for other topologies
 * @param login for Redis; null for none
 * @param sentinelLogin for the Sentinels; null for none
 * @param database 0 for a Cluster
 * @param tls null for none
 * @param timeout the longest that a caller waits for an answer
 * @param prefix begins each key
 */
public record RedisSettings(
        Topology topology,
        List<Node> nodes,
        @Nullable String master,
        @Nullable Login login,
        @Nullable Login sentinelLogin,
        int database,
        @Nullable Tls tls,
        Duration timeout,
        String prefix) {
    public RedisSettings {
        nodes = List.copyOf(nodes);
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("nodes: none (expected: at least one)");
        }
    }

    /** How Redis is run. */
    public enum Topology {
        /** One Redis. */
        SINGLE,
        /** One master at a time, which Sentinels know. */
        SENTINEL,
        /** Keys are spread over several masters. */
        CLUSTER
    }

    /**
     * Where one process listens.
     *
     * @param host name or address
     * @param port 1 to 65535
     */
    public record Node(String host, int port) {
        @Override
        public String toString() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /**
     * A user of an access control list.
     *
     * @param user null for the default user
     * @param password its password
     */
    public record Login(@Nullable String user, Secret password) {}

    /**
     * TLS.
     *
     * @param ca PEM file with the trusted authorities; null for those of the Java runtime
     * @param cert PEM file with the certificate that is shown, or null
     * @param key PEM file with its private key; null exactly if {@code cert} is
     * @param verify false trusts any certificate
     */
    public record Tls(@Nullable Path ca, @Nullable Path cert, @Nullable Path key, boolean verify) {}

    /** The places, for messages. */
    String places() {
        String where = String.join(", ", nodes.stream().map(Node::toString).toList());
        return master == null ? where : master + " of " + where;
    }
}
