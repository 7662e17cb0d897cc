// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.compile;

import dev.martlet.core.Target;
import dev.martlet.core.Upstream;
import dev.martlet.server.config.model.MirrorConfig;
import dev.martlet.server.config.model.RedirectConfig;
import dev.martlet.server.config.model.RespondConfig;
import dev.martlet.server.config.model.ToConfig;
import dev.martlet.server.forward.BodyMemory;
import dev.martlet.server.forward.Mirror;
import dev.martlet.server.forward.RedirectTarget;
import dev.martlet.server.forward.RespondTarget;
import dev.martlet.server.forward.ServiceTarget;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Makes what stands at the end of a route. References have been checked: every service is there.
 */
final class TargetCompiler {
    private final RandomGenerator random;
    private final Executor executor;
    private final ProviderParts models;
    private final BodyMemory memory = BodyMemory.ofThisProcess();

    TargetCompiler(RandomGenerator random, Executor executor) {
        this.random = random;
        this.executor = executor;
    }

    Target target(ToConfig to, Map<String, ? extends Upstream> services) {
        @Nullable RedirectConfig redirect = to.redirect();
        if (redirect != null) {
            return new RedirectTarget(
                    redirect.status(),
                    redirect.scheme(),
                    redirect.host(),
                    redirect.port(),
                    redirect.path());
        }
        @Nullable RespondConfig respond = to.respond();
        if (respond != null) {
            return new RespondTarget(respond.status(), respond.headers(), respond.body());
        }
        List<ServiceTarget.Share> shares =
                to.service() != null
                        ? List.of(new ServiceTarget.Share(service(services, to.service()), 1))
                        : to.services().stream()
                                .map(share ->
                                        new ServiceTarget.Share(
                                                service(services, share.name()), share.weight()))
                                .toList();
        return new ServiceTarget(shares, random, mirror(to.mirror(), services), memory);
    }

    private @Nullable Mirror mirror(
            @Nullable MirrorConfig mirror, Map<String, ? extends Upstream> services) {
        return mirror == null
                ? null
                : new Mirror(
                        service(services, mirror.service()),
                        mirror.share().fraction(),
                        random,
                        executor,
                        memory);
    }

    private static Upstream service(Map<String, ? extends Upstream> services, String name) {
        Upstream service = services.get(name);
        if (service == null) {
            throw new IllegalStateException("service: " + name + " (expected: checked before)");
        }
        return service;
    }
}
