// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.cel;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.martlet.core.Condition;
import dev.martlet.core.Exchange;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.KeyExpression;
import dev.martlet.core.Principal;
import dev.martlet.core.RequestFailure;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A compiled expression; safe for concurrent use. */
final class CelExpression implements Condition, KeyExpression {
    private static final Failure INTERNAL = new Failure.Internal();

    /** The request does not have what the operator counts on: its sender can do something. */
    private static final Failure NO_KEY =
            new RequestFailure.BadRequest("The request lacks what it is to be grouped by.");

    private final String source;
    private final CelRuntime.Program program;

    CelExpression(String source, CelRuntime.Program program) {
        this.source = source;
        this.program = program;
    }

    @Override
    public boolean test(Exchange exchange) {
        return evaluate(exchange, INTERNAL) instanceof Boolean value && value;
    }

    @Override
    public String of(Exchange exchange) {
        return evaluate(exchange, NO_KEY).toString();
    }

    private Object evaluate(Exchange exchange, Failure failure) {
        try {
            return program.eval(name -> variable(name, exchange));
        } catch (CelEvaluationException | RuntimeException | StackOverflowError e) {
            throw new GatewayException(
                    failure,
                    new IllegalStateException("expression: " + source + ": " + e.getMessage(), e));
        }
    }

    private static Optional<Object> variable(String name, Exchange exchange) {
        return switch (name) {
            // It has all the fields; which of them an expression may use was checked when it was
            // compiled.
            case "request" -> Optional.of(new Variable(Fields.MODEL_REQUEST, exchange));
            case "tenant" -> Optional.of(new Variable(Fields.TENANT, exchange));
            case "key" -> Optional.of(new Variable(Fields.KEY, exchange));
            case "claims" -> Optional.of(claims(exchange));
            case "route" -> Optional.of(new Variable(Fields.ROUTE, exchange));
            default -> Optional.empty();
        };
    }

    /** A caller without any has no claims: asking for one is an error, has() is false. */
    private static Map<String, Object> claims(Exchange exchange) {
        @Nullable Principal caller = exchange.get(Principal.KEY);
        return caller == null ? Map.of() : caller.claims();
    }

    @Override
    public String toString() {
        return source;
    }
}
