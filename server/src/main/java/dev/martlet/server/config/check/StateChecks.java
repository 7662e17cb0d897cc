// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.check;

import dev.martlet.core.config.Secret;
import dev.martlet.server.config.model.RedisUri;
import dev.martlet.server.config.model.StateConfig;
import dev.martlet.server.config.model.StateKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is said about Redis fits together. */
final class StateChecks {
    private final Reporter reporter;

    StateChecks(Reporter reporter) {
        this.reporter = reporter;
    }

    void run(StateConfig state) {
        if (state.kind() != StateKind.REDIS) {
            misplaced(state);
            return;
        }
        boolean several = !state.uris().isEmpty();
        if (state.uri() == null && !several) {
            if (!reporter.troubled(state)) {
                report(state, "uri", "it is missing", RedisUri.EXPECTED);
            }
            return;
        }
        if (state.uri() != null && several) {
            report(state, "uris", "there is a uri too", "one of both");
        }
        topology(state);
        List<RedisUri> addresses = addresses(state);
        if (!addresses.isEmpty()) {
            login(state, addresses);
            transport(state, addresses);
        }
    }

    private void misplaced(StateConfig state) {
        only(state, "uri", state.uri());
        only(state, "uris", state.uris().isEmpty() ? null : state.uris());
        only(state, "sentinel-master", state.sentinelMaster());
        only(state, "cluster", state.cluster() ? true : null);
        only(state, "user", state.user());
        only(state, "password", state.password());
        only(state, "tls", state.tls());
    }

    private void only(StateConfig state, String key, @Nullable Object value) {
        if (value != null) {
            report(state, key, "it is about Redis", "kind: redis");
        }
    }

    private void topology(StateConfig state) {
        String master = state.sentinelMaster();
        if (master != null && state.cluster()) {
            report(state, "cluster", "a Cluster has no Sentinels", "sentinel-master or cluster");
        } else if (master == null && !state.cluster() && state.uris().size() > 1) {
            report(
                    state,
                    "uris",
                    "several of one Redis",
                    "uri; or sentinel-master, or cluster: true");
        }
    }

    private List<RedisUri> addresses(StateConfig state) {
        List<RedisUri> all = new ArrayList<>();
        if (state.uri() != null) {
            address(reporter.path(state, "uri"), state.uri(), all);
        }
        for (int i = 0; i < state.uris().size(); i++) {
            address(reporter.path(state, "uris") + "[" + i + "]", state.uris().get(i), all);
        }
        return all;
    }

    private void address(String path, Secret uri, List<RedisUri> all) {
        try {
            all.add(RedisUri.parse(uri.reveal()));
        } catch (IllegalArgumentException e) {
            reporter.add(path, String.valueOf(e.getMessage()), RedisUri.EXPECTED);
        }
    }

    private void login(StateConfig state, List<RedisUri> addresses) {
        if (state.user() != null && state.password() == null) {
            report(state, "user", "there is no password", "password as well");
        }
        boolean inUri = addresses.stream().anyMatch(one -> one.password() != null);
        if (inUri && state.password() != null && state.sentinelMaster() == null) {
            report(state, "password", "there is one in the URI too", "one of both");
        }
        if (addresses.stream().map(one -> one.user() + "\n" + one.password()).distinct().count()
                > 1) {
            report(state, "uris", "with different users or passwords", "the same for all");
        }
    }

    private void transport(StateConfig state, List<RedisUri> addresses) {
        if (addresses.stream().map(RedisUri::secure).distinct().count() > 1) {
            report(state, "uris", "some with TLS and some without", "the same for all");
        } else if (state.tls() != null && !addresses.getFirst().secure()) {
            report(state, "tls", "redis:// goes without TLS", "rediss://, or no tls");
        }
        if (addresses.stream().map(RedisUri::database).distinct().count() > 1) {
            report(state, "uris", "with different databases", "the same for all");
        } else if (state.cluster() && addresses.getFirst().database() != 0) {
            report(state, "cluster", "a Cluster has one database only", "no number in the URIs");
        }
    }

    private void report(StateConfig state, String key, String message, String expected) {
        reporter.add(reporter.path(state, key), message, expected);
    }
}
