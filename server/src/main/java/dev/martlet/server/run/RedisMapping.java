// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.run;

import dev.martlet.core.config.Secret;
import dev.martlet.server.config.model.RedisTls;
import dev.martlet.server.config.model.RedisUri;
import dev.martlet.server.config.model.StateConfig;
import dev.martlet.server.state.redis.RedisSettings;
import dev.martlet.server.state.redis.RedisSettings.Login;
import dev.martlet.server.state.redis.RedisSettings.Node;
import dev.martlet.server.state.redis.RedisSettings.Topology;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From {@code state: { kind: redis, … }} to what the client of Redis is told. */
final class RedisMapping {
    private static final int REDIS = 6379;
    private static final int SENTINEL = 26_379;

    private RedisMapping() {}

    static RedisSettings settings(StateConfig config) {
        List<RedisUri> addresses = config.addresses();
        RedisUri first = addresses.getFirst();
        Topology topology = topology(config);
        boolean sentinels = topology == Topology.SENTINEL;
        int port = sentinels ? SENTINEL : REDIS;
        Login inUri = login(first);
        Login beside = login(config);
        return new RedisSettings(
                topology,
                addresses.stream()
                        .map(one -> new Node(one.host(), one.port() < 0 ? port : one.port()))
                        .toList(),
                config.sentinelMaster(),
                sentinels || beside != null ? beside : inUri,
                sentinels ? inUri : null,
                first.database(),
                first.secure() ? tls(config.tls()) : null,
                config.timeout(),
                config.prefix());
    }

    private static Topology topology(StateConfig config) {
        if (config.cluster()) {
            return Topology.CLUSTER;
        }
        return config.sentinelMaster() == null ? Topology.SINGLE : Topology.SENTINEL;
    }

    private static @Nullable Login login(RedisUri uri) {
        String password = uri.password();
        return password == null ? null : new Login(uri.user(), new Secret(password));
    }

    private static @Nullable Login login(StateConfig config) {
        Secret password = config.password();
        return password == null ? null : new Login(config.user(), password);
    }

    private static RedisSettings.Tls tls(@Nullable RedisTls tls) {
        return tls == null
                ? new RedisSettings.Tls(null, null, null, true)
                : new RedisSettings.Tls(tls.ca(), tls.cert(), tls.key(), tls.verify());
    }
}
