// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.bind;

import dev.martlet.core.Expressions;
import dev.martlet.core.config.ExpressionType;
import org.jspecify.annotations.Nullable;

/** Compiles a CEL expression for the sake of its errors. */
@FunctionalInterface
public interface ExpressionChecker {
    /** What is wrong with the expression, in one line; null if nothing is. */
    @Nullable String problemOf(String expression, ExpressionType type);

    /** A checker that compiles and throws the result away. */
    static ExpressionChecker of(Expressions expressions) {
        return (source, type) -> {
            try {
                switch (type) {
                    case CONDITION -> expressions.condition(source);
                    case MODEL_CONDITION -> expressions.modelCondition(source);
                    case KEY -> expressions.key(source);
                }
                return null;
            } catch (IllegalArgumentException e) {
                return String.valueOf(e.getMessage());
            }
        };
    }
}
