// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Matches;
import dev.martlet.core.config.Range;
import dev.martlet.core.config.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where what outlives the process is kept. */
@Doc("Where counters, objects made at run time, and the ledger are kept. A change needs a restart.")
public record StateConfig(
        @Doc(
                        "embedded: in a file, by this process alone. redis: in Redis, by many gateways. memory: nowhere, for tests.")
                @Default("embedded")
                StateKind kind,
        @Doc("The folder of the file. It is made when there is something to keep.")
                @Default("./data")
                Path path,
        @Doc("Of redis: redis://user:password@host:port/database, or rediss:// for TLS.")
                @Nullable Secret uri,
        @Doc("The same for several: the Sentinels, or some nodes of a Cluster.") List<Secret> uris,
        @Doc("The name of the master that the Sentinels at uris watch.")
                @Matches(value = "[!-~]{1,200}", expected = "a name as in sentinel.conf")
                @Nullable String sentinelMaster,
        @Doc("Whether uris are nodes of a Redis Cluster.") @Default("false") boolean cluster,
        @Doc("The user of Redis, where the URI does not say. Sentinels have theirs in uris.")
                @Matches(value = "[!-~]{1,200}", expected = "a user of Redis")
                @Nullable String user,
        @Doc("The password of Redis, where the URI does not say.") @Nullable Secret password,
        @Doc("How rediss:// is spoken.") @Nullable RedisTls tls,
        @Doc("The longest that a request waits for Redis.")
                @Default("250ms")
                @Range(min = "10ms", max = "10s")
                Duration timeout,
        @Doc(
                        "What becomes of limited requests while Redis is away. local: they go on by what was known to be left. deny: they go on by what was drawn before, then they are refused.")
                @Default("local")
                OnOutage onOutage,
        @Doc("Begins each key in Redis.")
                @Default("martlet")
                @Matches(
                        value = "[A-Za-z0-9._:-]{1,64}",
                        expected = "letters, digits, dots, colons, dashes")
                String prefix) {

    /**
     * The addresses, read.
     *
     * @return of uri or of uris, in their order
     * @throws IllegalArgumentException if one is not valid, which is checked when a file is read
     */
    public List<RedisUri> addresses() {
        List<Secret> all = new ArrayList<>(uris);
        if (uri != null) {
            all.addFirst(uri);
        }
        return all.stream().map(one -> RedisUri.parse(one.reveal())).toList();
    }
}
