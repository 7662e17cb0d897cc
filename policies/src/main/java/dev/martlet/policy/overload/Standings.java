// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.overload;

import dev.martlet.core.Condition;
import dev.martlet.core.Exchange;
import dev.martlet.core.Expressions;
import dev.martlet.core.GatewayException;
import dev.martlet.core.KeyExpression;
import dev.martlet.core.Principal;
import dev.martlet.core.Priority;
import dev.martlet.core.RequestFailure;
import dev.martlet.core.Standing;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds out how a request stands among others.
 *
 * <ol>
 *   <li>The less urgent of what its key or tenant and its route say; normal if neither says
 *       anything.
 *   <li>A rule of the operator replaces that.
 *   <li>The client may lower it, or raise it as far as the operator allows, but not above what its
 *       key or tenant says.
 * </ol>
 */
public final class Standings {
    private final Function<Exchange, Optional<Priority>> granted;
    private final @Nullable KeyExpression key;
    private final @Nullable HeaderName header;
    private final @Nullable Priority raiseTo;
    private final List<Rule> rules;

    private record Rule(Condition when, Priority use) {}

    /**
     * What a configuration says.
     *
     * @param config the part about overload
     * @param granted the priority of a caller's key or tenant
     * @param expressions compiles conditions and the key
     * @throws IllegalArgumentException if an expression does not compile
     */
    public Standings(
            OverloadConfig config,
            Function<Exchange, Optional<Priority>> granted,
            Expressions expressions) {
        this.granted = granted;
        this.key = config.key() == null ? null : expressions.key(config.key());
        PriorityConfig priority = config.priority();
        this.header = priority.header() == null ? null : HeaderNames.create(priority.header());
        this.raiseTo = priority.raiseTo();
        this.rules =
                priority.rules().stream()
                        .map(rule -> new Rule(expressions.condition(rule.when()), rule.use()))
                        .toList();
    }

    Standing of(Exchange exchange, @Nullable Priority route) {
        @Nullable Principal principal = exchange.get(Principal.KEY);
        @Nullable Priority own = granted.apply(exchange).orElse(null);
        Priority configured = ruled(exchange, lower(own, route));
        return new Standing(share(exchange, principal), asked(exchange, configured, own));
    }

    private String share(Exchange exchange, @Nullable Principal principal) {
        if (key != null) {
            return key.of(exchange);
        }
        return principal == null ? "" : principal.tenant();
    }

    private static Priority lower(@Nullable Priority own, @Nullable Priority route) {
        if (own == null) {
            return route == null ? Priority.NORMAL : route;
        }
        return route == null ? own : own.lower(route);
    }

    private Priority ruled(Exchange exchange, Priority otherwise) {
        for (Rule rule : rules) {
            if (rule.when().test(exchange)) {
                return rule.use();
            }
        }
        return otherwise;
    }

    private Priority asked(Exchange exchange, Priority configured, @Nullable Priority own) {
        if (header == null || !exchange.headers().contains(header)) {
            return configured;
        }
        Priority wish = parse(header, exchange.headers().get(header).get());
        Priority most = configured;
        if (raiseTo != null) {
            Priority ceiling = own == null ? raiseTo : own.lower(raiseTo);
            most = ceiling.compareTo(configured) < 0 ? ceiling : configured;
        }
        return wish.lower(most);
    }

    private static Priority parse(HeaderName header, String value) {
        return switch (value.strip().toLowerCase(Locale.ROOT)) {
            case "interactive" -> Priority.INTERACTIVE;
            case "normal" -> Priority.NORMAL;
            case "batch" -> Priority.BATCH;
            default ->
                    throw new GatewayException(
                            new RequestFailure.BadRequest(
                                    header.lowerCase()
                                            + ": unknown (expected: interactive, normal or batch)."));
        };
    }
}
