// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.check;

import dev.martlet.core.config.PolicyEntry;
import dev.martlet.policy.identity.BasicConfig;
import dev.martlet.policy.identity.ExtAuthzConfig;
import dev.martlet.policy.identity.HmacConfig;
import dev.martlet.policy.identity.JwtConfig;
import dev.martlet.policy.identity.MtlsConfig;
import dev.martlet.server.config.bind.Nearest;
import dev.martlet.server.config.model.GatewayConfig;
import dev.martlet.server.config.yaml.Node;
import dev.martlet.server.config.yaml.Quoted;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tenants that identity policies name exist; the files that they name are watched. */
final class IdentityChecks {
    private final Reporter reporter;
    private final Set<String> tenants;
    private final Set<Path> files;

    IdentityChecks(Reporter reporter, Node document, Set<Path> files) {
        this.reporter = reporter;
        this.tenants = DefinedNames.of(document, "tenants", "name");
        this.files = files;
    }

    void run(GatewayConfig config) {
        policies(config.policies());
        config.routes().forEach(route -> policies(route.policies()));
    }

    private void policies(List<PolicyEntry> policies) {
        for (PolicyEntry policy : policies) {
            switch (policy.config()) {
                case JwtConfig jwt -> jwt(policy, jwt);
                case BasicConfig basic ->
                        basic.users()
                                .forEach(user ->
                                        tenant(reporter.path(user, "tenant"), user.tenant()));
                case HmacConfig hmac ->
                        hmac.keys()
                                .forEach(key -> tenant(reporter.path(key, "tenant"), key.tenant()));
                case MtlsConfig mtls ->
                        mtls.clients()
                                .forEach(client ->
                                        tenant(reporter.path(client, "tenant"), client.tenant()));
                case ExtAuthzConfig external -> {
                    tenant(reporter.path(policy, "tenant"), external.tenant());
                    watch(external.ca());
                }
                default -> {}
            }
        }
    }

    private void jwt(PolicyEntry policy, JwtConfig jwt) {
        tenant(reporter.path(policy, "tenant"), jwt.tenant());
        jwt.tenants()
                .forEach((claim, tenant) ->
                        tenant(reporter.path(policy, "tenants." + claim), tenant));
        watch(jwt.ca());
        watch(jwt.jwksFile());
    }

    private void watch(@Nullable Path file) {
        if (file != null) {
            files.add(file);
        }
    }

    private void tenant(String path, @Nullable String name) {
        if (name != null && !tenants.contains(name)) {
            reporter.add(
                    path,
                    "no tenant is named " + Quoted.of(name),
                    tenants.isEmpty() ? "a tenant under tenants" : DefinedNames.known(tenants),
                    Nearest.of(name, tenants));
        }
    }
}
