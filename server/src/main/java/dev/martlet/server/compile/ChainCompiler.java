// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.compile;

import dev.martlet.core.Chain;
import dev.martlet.core.Policy;
import dev.martlet.core.PolicyKind;
import dev.martlet.core.Stage;
import dev.martlet.core.config.OnError;
import dev.martlet.core.config.PolicyEntry;
import dev.martlet.policy.identity.IdentityPolicy;
import dev.martlet.server.config.model.RouteConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts the policies of a route in order. */
final class ChainCompiler {
    private final Map<String, PolicyKind<?>> kinds;
    private final PolicyKind.Context context;

    ChainCompiler(Collection<PolicyKind<?>> kinds, PolicyKind.Context context) {
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
        for (int i = 0; i < global.size(); i++) {
            if (!isExcepted(global.get(i), route)) {
                place(global.get(i), "policies[" + i + "]", chain, problem);
            }
        }
        for (int i = 0; i < route.policies().size(); i++) {
            place(route.policies().get(i), routePath + ".policies[" + i + "]", chain, problem);
        }
        addImplied(chain);
        chain.sort(Comparator.comparing(Placed::stage)); // stable: ties keep their order
        return chain;
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
            String path,
            List<Placed> chain,
            BiConsumer<String, String> problem) {
        PolicyKind<?> kind = kinds.get(entry.kind());
        if (kind == null) {
            throw new IllegalStateException(
                    "kind: " + entry.kind() + " (expected: one that the binder knows)");
        }
        try {
            chain.add(Placed.of(entry, kind.stage(), kind.create(entry.config(), context)));
        } catch (IllegalArgumentException e) {
            problem.accept(path, String.valueOf(e.getMessage()));
        }
    }
}
