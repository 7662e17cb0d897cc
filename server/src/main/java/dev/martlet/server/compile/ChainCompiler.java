// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.compile;

import dev.martlet.core.Chain;
import dev.martlet.core.Policy;
import dev.martlet.core.PolicyKind;
import dev.martlet.core.Stage;
import dev.martlet.core.config.OnError;
import dev.martlet.core.config.PolicyEntry;
import dev.martlet.policy.admission.Admission;
import dev.martlet.policy.admission.RateLimitPolicy;
import dev.martlet.policy.admission.TenantsPolicy;
import dev.martlet.server.config.model.RouteConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts the policies of a route in order. */
final class ChainCompiler {
    /** Nobody writes it into a configuration: where there are tenants, it is everywhere. */
    private static final PolicyEntry TENANTS =
            new PolicyEntry("tenants", "tenants", OnError.DENY, new NoSettings());

    private record NoSettings() {}

    private final Map<String, PolicyKind<?>> kinds;
    private final PolicyKind.Context context;
    private final Counting counting;

    /**
     * What limits and budgets are counted with.
     *
     * @param admission made when something is counted for the first time
     * @param tenants holds callers to those of their tenants; null if there are no tenants
     */
    record Counting(Supplier<Admission> admission, @Nullable TenantsPolicy tenants) {}

    ChainCompiler(
            Collection<PolicyKind<?>> kinds, PolicyKind.Context context, Counting counting) {
        this.counting = counting;
        this.kinds =
                kinds.stream().collect(Collectors.toMap(PolicyKind::name, Function.identity()));
        this.context = context;
    }

    /** A policy of a chain, with what is needed to show it. */
    record Placed(PolicyEntry entry, Stage stage, Policy policy) {
        Chain.Step step() {
            return new Chain.Step(entry.name(), policy, entry.onError());
        }

        String describe() {
            String name =
                    entry.name().equals(entry.kind())
                            ? entry.kind()
                            : entry.kind() + " " + entry.name();
            return stage.name().toLowerCase(java.util.Locale.ROOT) + ": " + name;
        }
    }

    /**
     * The chain of a route, outermost first.
     *
     * <p>The stages come in the order of {@link Stage}, which says why each sits where it does.
     * Within a stage the global policies come before the route's own, as what holds everywhere
     * should not depend on what one route adds; within each list the order of the configuration
     * holds.
     *
     * @param global the policies of all routes
     * @param route the route, with its own policies and its exceptions
     * @param routePath where the route is in the configuration, for problems
     * @param problem takes the path and the message of what is wrong
     */
    List<Placed> chain(
            List<PolicyEntry> global,
            RouteConfig route,
            String routePath,
            BiConsumer<String, String> problem) {
        List<Placed> chain = new ArrayList<>();
        if (counting.tenants() != null) {
            chain.add(new Placed(TENANTS, Stage.ADMISSION, counting.tenants()));
        }
        for (int i = 0; i < global.size(); i++) {
            if (!isExcepted(global.get(i), route)) {
                place(global.get(i), "*", "policies[" + i + "]", chain, problem);
            }
        }
        for (int i = 0; i < route.policies().size(); i++) {
            String path = routePath + ".policies[" + i + "]";
            place(route.policies().get(i), route.name(), path, chain, problem);
        }
        chain.sort(Comparator.comparing(Placed::stage)); // stable: ties keep their order
        return chain;
    }

    private static boolean isExcepted(PolicyEntry entry, RouteConfig route) {
        return route.except().contains(entry.name()) || route.except().contains(entry.kind());
    }

    private void place(
            PolicyEntry entry,
            String where,
            String path,
            List<Placed> chain,
            BiConsumer<String, String> problem) {
        PolicyKind<?> kind = kinds.get(entry.kind());
        if (kind == null) {
            throw new IllegalStateException(
                    "kind: " + entry.kind() + " (expected: one that the binder knows)");
        }
        try {
            Policy policy = kind.create(entry.config(), context);
            chain.add(new Placed(entry, kind.stage(), counted(policy, entry, where)));
        } catch (IllegalArgumentException e) {
            problem.accept(path, String.valueOf(e.getMessage()));
        }
    }

    /** What a limit has counted belongs to its place in the configuration, not to this chain. */
    private Policy counted(Policy policy, PolicyEntry entry, String where) {
        if (!(policy instanceof RateLimitPolicy limit)) {
            return policy;
        }
        boolean everywhere = where.equals("*");
        return limit.at(
                "r/" + where + '/' + entry.name(),
                (everywhere ? "all routes" : "route " + where) + ": " + entry.name(),
                counting.admission().get());
    }
}
