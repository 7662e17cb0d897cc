// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.compile;

import dev.martlet.core.Exchange;
import dev.martlet.core.Expressions;
import dev.martlet.core.HttpTarget;
import dev.martlet.core.LocalTarget;
import dev.martlet.core.ModelTarget;
import dev.martlet.core.Policy;
import dev.martlet.core.Priority;
import dev.martlet.core.Stage;
import dev.martlet.core.Target;
import dev.martlet.core.Upstream;
import dev.martlet.core.config.Count;
import dev.martlet.core.overload.Gate;
import dev.martlet.core.overload.Sharing;
import dev.martlet.policy.overload.OverloadConfig;
import dev.martlet.policy.overload.OverloadPolicy;
import dev.martlet.policy.overload.Standings;
import dev.martlet.policy.tenant.Caller;
import dev.martlet.provider.pool.Candidate;
import dev.martlet.provider.pool.Models;
import dev.martlet.server.config.model.GatewayConfig;
import dev.martlet.server.upstream.Service;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes the rooms of the kinds of traffic, and the step of each route that leads into them. */
final class OverloadCompiler {
    /** Named as if somebody had listed it. */
    private static final String STEP = "overload";

    private final Standings standings;
    private final @Nullable Gate http;
    private final @Nullable Gate models;

    /** A room counts across reloads as long as its size and its rules stay. */
    private record RoomKey(String name, int size, Sharing sharing) {}

    OverloadCompiler(GatewayConfig config, Expressions expressions, Leases leases) {
        OverloadConfig overload = config.overload();
        this.standings = new Standings(overload, OverloadCompiler::granted, expressions);
        this.http = room("room http", overload.http().maxInFlight(), overload.sharing(), leases);
        this.models =
                room("room models", overload.models().maxInFlight(), overload.sharing(), leases);
    }

    private static Optional<Priority> granted(Exchange exchange) {
        @Nullable Caller caller = exchange.get(Caller.KEY);
        return caller == null ? Optional.empty() : Optional.ofNullable(caller.priority());
    }

    private static @Nullable Gate room(
            String name, @Nullable Count size, Sharing sharing, Leases leases) {
        if (size == null) {
            return null;
        }
        var key = new RoomKey(name, (int) size.value(), sharing);
        return leases.keep(key, () -> Gate.wide(name, key.size(), key.sharing(), System::nanoTime));
    }

    /** What is answered on the spot takes nothing that others could want. */
    Optional<ChainCompiler.Placed> step(Target target, @Nullable Priority route) {
        return switch (target) {
            case LocalTarget ignored -> Optional.empty();
            case HttpTarget ignored -> Optional.of(step(route, http));
            case ModelTarget ignored -> Optional.of(step(route, models));
        };
    }

    private ChainCompiler.Placed step(@Nullable Priority route, @Nullable Gate room) {
        Policy policy = new OverloadPolicy(standings, route, room);
        return new ChainCompiler.Placed(null, STEP, Stage.ADMISSION, policy);
    }

    /** All gates: the rooms, then those of services, then those of models, each once. */
    static List<Gate> gates(
            OverloadCompiler rooms, Collection<Upstream> services, ModelSet models) {
        SequencedSet<Gate> all = new LinkedHashSet<>();
        Stream.of(Optional.ofNullable(rooms.http), Optional.ofNullable(rooms.models))
                .flatMap(Optional::stream)
                .forEach(all::add);
        for (Upstream upstream : services) {
            if (upstream instanceof Service service && service.gate() != null) {
                all.add(service.gate());
            }
        }
        for (Models.Entry entry : models.entries()) {
            if (entry instanceof Models.Entry.Targets(var pool)) {
                pool.candidates().stream()
                        .map(Candidate::gate)
                        .flatMap(Stream::ofNullable)
                        .forEach(all::add);
            }
        }
        return List.copyOf(all);
    }
}
