// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.check;

import dev.martlet.core.config.PolicyEntry;
import dev.martlet.server.config.bind.Nearest;
import dev.martlet.server.config.model.GatewayConfig;
import dev.martlet.server.config.model.MirrorConfig;
import dev.martlet.server.config.model.RouteConfig;
import dev.martlet.server.config.model.ToConfig;
import dev.martlet.server.config.model.WeightedService;
import dev.martlet.server.config.yaml.Node;
import dev.martlet.server.config.yaml.Paths;
import dev.martlet.server.config.yaml.Quoted;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Every name that is used is defined. */
final class ReferenceChecks {
    /**
     * A suggestion costs a look at every name: a file with thousands of dangling names gets these
     * many.
     */
    private static final int MAX_SUGGESTIONS = 50;

    private final Reporter reporter;
    private final Set<String> services;
    private final Set<String> policies;
    private int suggestions;

    /** Names are taken from the document: one whose owner has other problems is still defined. */
    ReferenceChecks(Reporter reporter, Node document) {
        this.reporter = reporter;
        this.services = DefinedNames.of(document, "services", "name");
        this.policies = DefinedNames.of(document, "policies", "name");
        this.policies.addAll(DefinedNames.of(document, "policies", "kind"));
    }

    void run(GatewayConfig config) {
        for (RouteConfig route : config.routes()) {
            target(route.to());
            except(route, config.policies());
        }
    }

    private void target(ToConfig to) {
        service(reporter.path(to, "service"), to.service());
        Set<String> seen = new HashSet<>();
        for (WeightedService one : to.services()) {
            service(reporter.path(one, "name"), one.name());
            if (!seen.add(one.name())) {
                reporter.add(
                        reporter.path(one, "name"),
                        Quoted.of(one.name()) + " is given twice",
                        "each service once");
            }
        }
        if (!to.services().isEmpty() && to.services().stream().allMatch(s -> s.weight() == 0)) {
            reporter.add(
                    reporter.path(to, "services"),
                    "every weight is 0",
                    "at least one service with a weight");
        }
        boolean chosen =
                to.service() != null
                        || !to.models().isEmpty()
                        || to.redirect() != null
                        || to.respond() != null;
        if (!chosen && to.services().isEmpty() && !reporter.troubled(to)) {
            reporter.add(
                    reporter.path(to, "services"), "the list is empty", "at least one service");
        }
        MirrorConfig mirror = to.mirror();
        if (mirror != null) {
            service(reporter.path(mirror, "service"), mirror.service());
        }
    }

    private void service(String path, @Nullable String name) {
        if (name != null && !services.contains(name)) {
            String message = "no service is named " + Quoted.of(name);
            String expected = services.isEmpty() ? "a service under services" : null;
            reporter.add(
                    path,
                    message,
                    expected == null ? DefinedNames.known(services) : expected,
                    nearest(name, services));
        }
    }

    private void except(RouteConfig route, List<PolicyEntry> global) {
        for (int i = 0; i < route.except().size(); i++) {
            String name = route.except().get(i);
            if (!policies.contains(name)) {
                String path = Paths.index(reporter.path(route, "except"), i);
                String message = "no global policy has the name or kind " + Quoted.of(name);
                String expected =
                        global.isEmpty() ? "a policy under policies" : DefinedNames.known(policies);
                reporter.add(path, message, expected, nearest(name, policies));
            }
        }
    }

    private @Nullable String nearest(String name, Set<String> names) {
        suggestions++;
        return suggestions > MAX_SUGGESTIONS ? null : Nearest.of(name, names);
    }
}
