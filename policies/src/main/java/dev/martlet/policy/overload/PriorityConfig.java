// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.overload;

import dev.martlet.core.Priority;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Expression;
import dev.martlet.core.config.Matches;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a request gets its priority.
 *
 * @param header by which clients lower it, or null
 * @param raiseTo as far as clients may raise it, or null
 * @param rules the first one that holds decides
 */
@Doc("How a request gets its priority.")
public record PriorityConfig(
        @Doc("A header in which a client may say interactive, normal or batch, to be served later.")
                @Matches(value = "[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}", expected = "a header's name")
                @Nullable String header,
        @Doc(
                        "As far as the header may raise a priority; never above the tenant's own. Default: it may only lower.")
                @Nullable Priority raiseTo,
        @Doc("The first rule that holds decides, whatever tenant and route say.")
                List<Rule> rules) {
    public PriorityConfig {
        rules = List.copyOf(rules);
        if (raiseTo != null && header == null) {
            throw new IllegalArgumentException(
                    "raise-to: without header (expected: the header that may raise)");
        }
    }

    /**
     * Gives requests a priority.
     *
     * @param when CEL
     * @param use the priority
     */
    @Doc("Gives requests a priority.")
    public record Rule(
            @Doc("Which requests.") @Expression String when,
            @Doc("Their priority.") Priority use) {}
}
