// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.check;

import dev.martlet.server.config.model.Bind;
import dev.martlet.server.config.model.GatewayConfig;
import dev.martlet.server.config.model.ListenerConfig;
import java.util.LinkedHashMap;
import java.util.Map;

/** No two ports are one, and the admin port is not open to strangers. */
final class ListenerChecks {
    private final Reporter reporter;

    ListenerChecks(Reporter reporter) {
        this.reporter = reporter;
    }

    void run(GatewayConfig config) {
        Map<String, Bind> taken = new LinkedHashMap<>();
        for (ListenerConfig listener : config.listeners()) {
            claim(
                    taken,
                    reporter.path(listener, "bind"),
                    listener.bind(),
                    "listener " + listener.name());
        }
        claim(taken, "admin.bind", config.admin().bind(), "admin");
        if (!config.admin().bind().loopback() && config.admin().token() == null) {
            String message = "the admin port is open to other machines and has no token";
            reporter.add("admin", message, "a token, or a loopback address such as 127.0.0.1:9900");
        }
    }

    private void claim(Map<String, Bind> taken, String path, Bind bind, String owner) {
        for (Map.Entry<String, Bind> other : taken.entrySet()) {
            if (clash(bind, other.getValue())) {
                String message =
                        bind + " is taken by " + other.getKey() + " (" + other.getValue() + ")";
                reporter.add(path, message, "another address or port");
                return;
            }
        }
        taken.put(owner, bind);
    }

    private static boolean clash(Bind one, Bind other) {
        if (one.port() != other.port() || one.port() == 0) {
            return false;
        }
        boolean same = one.host().equals(other.host()) || (one.loopback() && other.loopback());
        return same || one.wildcard() || other.wildcard();
    }
}
