// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.check;

import dev.martlet.core.config.ExpressionType;
import dev.martlet.server.config.bind.ExpressionChecker;
import dev.martlet.server.config.model.DiscoveryConfig;
import dev.martlet.server.config.model.EndpointConfig;
import dev.martlet.server.config.model.ServiceConfig;
import dev.martlet.server.config.model.UpstreamProtocol;
import java.util.List;

/** The parts of a service fit together. */
final class ServiceChecks {
    private final Reporter reporter;
    private final ExpressionChecker expressions;

    ServiceChecks(Reporter reporter, ExpressionChecker expressions) {
        this.reporter = reporter;
        this.expressions = expressions;
    }

    void run(List<ServiceConfig> services) {
        for (ServiceConfig service : services) {
            endpoints(service);
            transport(service);
            balance(service);
        }
    }

    private void endpoints(ServiceConfig service) {
        if (service.discovery() != null || service.preset() != null) {
            return;
        }
        String path = reporter.path(service, "endpoints");
        if (service.endpoints().isEmpty() && !reporter.troubled(service)) {
            reporter.add(path, "the list is empty", "at least one endpoint");
        } else if (!service.endpoints().isEmpty()
                && service.endpoints().stream().allMatch(e -> e.weight() == 0)) {
            reporter.add(path, "every weight is 0", "at least one endpoint with a weight");
        }
    }

    private void transport(ServiceConfig service) {
        UpstreamProtocol protocol = service.protocol();
        for (EndpointConfig endpoint : service.endpoints()) {
            String path = reporter.path(endpoint, "url");
            if (protocol == UpstreamProtocol.H2 && !endpoint.secure()) {
                reporter.add(path, "protocol h2 goes over TLS", "an https URL, or protocol: h2c");
            } else if (protocol == UpstreamProtocol.H2C && endpoint.secure()) {
                reporter.add(path, "protocol h2c goes without TLS", "an http URL, or protocol: h2");
            }
        }
        DiscoveryConfig discovery = service.discovery();
        if (discovery == null) {
            return;
        }
        boolean secure = discovery.tls();
        if (protocol == UpstreamProtocol.H2 && !secure) {
            reporter.add(
                    reporter.path(service, "protocol"),
                    "h2 goes over TLS",
                    "discovery with tls: true, or h2c");
        }
        if (secure && protocol == UpstreamProtocol.H2C) {
            reporter.add(
                    reporter.path(service, "protocol"),
                    "h2c goes without TLS",
                    "h2, or discovery without tls");
        }
    }

    private void balance(ServiceConfig service) {
        String key = service.balance().key();
        String problem = key == null ? null : expressions.problemOf(key, ExpressionType.KEY);
        if (problem != null) {
            String message = "the CEL expression does not compile: " + problem;
            reporter.add(reporter.path(service, "balance"), message, null);
        }
    }
}
