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
import dev.martlet.policy.identity.IdentityPolicy;
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

    ChainCompiler(Collection<PolicyKind<?>> kinds, PolicyKind.Context context, Counting counting) {
        this.counting = counting;
        this.kinds =
                kinds.stream().collect(Collectors.toMap(PolicyKind::name, Function.identity()));
        this.context = context;
    }

    /**
     * A policy of a chain, with what is needed to show it.
     *
     * @param entry where it stands in the configuration; null if it follows from others
     */
    record Placed(@Nullable PolicyEntry entry, String name, Stage stage, Policy policy) {
        static Placed of(PolicyEntry entry, Stage stage, Policy policy) {
            String name =
                    entry.name().equals(entry.kind())
                            ? entry.kind()
                            : entry.kind() + " " + entry.name();
            return new Placed(entry, name, stage, policy);
        }

        Chain.Step step() {
            return entry == null
                    ? new Chain.Step(name, policy, OnError.DENY)
                    : new Chain.Step(entry.name(), policy, entry.onError());
        }

        String describe() {
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
            // Nobody writes it into a configuration: where there are tenants, it is everywhere.
            chain.add(new Placed(null, "tenants", Stage.ADMISSION, counting.tenants()));
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
        addImplied(chain);
        chain.sort(Comparator.comparing(Placed::stage)); // stable: ties keep their order
        return chain;
    }

    /** Where admission begins in a chain: what stands there comes before all else of that stage. */
    static int admission(List<Placed> chain) {
        int at = 0;
        while (at < chain.size() && chain.get(at).stage().compareTo(Stage.ADMISSION) < 0) {
            at++;
        }
        return at;
    }

    /** Whoever asks who is calling wants an answer: behind the last of them nobody is unknown. */
    private static void addImplied(List<Placed> chain) {
        List<IdentityPolicy> asking = new ArrayList<>();
        for (Placed placed : chain) {
            if (placed.policy() instanceof IdentityPolicy identity) {
                asking.add(identity);
            }
        }
        if (!asking.isEmpty()) {
            Policy required = IdentityPolicy.required(asking);
            chain.add(new Placed(null, "required", Stage.IDENTITY, required));
        }
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
            chain.add(Placed.of(entry, kind.stage(), counted(policy, entry, where)));
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
