// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.run;

import dev.martlet.core.Condition;
import dev.martlet.core.Expressions;
import dev.martlet.core.KeyExpression;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sets the compiler of expressions up when the first one is compiled: that takes hundreds of
 * classes, and many configurations have no expression at all.
 */
final class LazyExpressions implements Expressions {
    private final Supplier<? extends Expressions> factory;
    private @Nullable Expressions made;

    LazyExpressions(Supplier<? extends Expressions> factory) {
        this.factory = factory;
    }

    @Override
    public Condition condition(String source) {
        return compiler().condition(source);
    }

    @Override
    public Condition modelCondition(String source) {
        return compiler().modelCondition(source);
    }

    @Override
    public KeyExpression key(String source) {
        return compiler().key(source);
    }

    private synchronized Expressions compiler() {
        if (made == null) {
            made = factory.get();
        }
        return made;
    }
}
