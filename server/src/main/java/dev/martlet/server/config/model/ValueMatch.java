// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

import dev.martlet.core.config.Doc;
import dev.martlet.core.config.OneOf;
import dev.martlet.core.config.Regex;
import dev.martlet.core.config.Shorthand;
import org.jspecify.annotations.Nullable;

/** A condition on the value of a header or a query parameter. */
@Doc("A condition on the value of a header or a query parameter.")
@Shorthand("exact")
@OneOf({"exact", "regex"})
public record ValueMatch(
        @Doc("The whole value; \"*\" means that any value will do.") @Nullable String exact,
        @Doc("An RE2 expression that has to match the whole value.") @Regex
                @Nullable String regex) {

    /** True if it is enough that there is a value. */
    public boolean present() {
        return "*".equals(exact);
    }
}
