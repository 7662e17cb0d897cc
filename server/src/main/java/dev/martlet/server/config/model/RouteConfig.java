// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

import dev.martlet.core.Priority;
import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Matches;
import dev.martlet.core.config.PolicyEntry;
import dev.martlet.core.config.Range;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One route. */
@Doc("Which request goes where, and by which policies.")
public record RouteConfig(
        @Doc("A unique name.") @Matches(value = Names.PATTERN, expected = Names.EXPECTED)
                String name,
        @Doc("Which requests; all conditions have to hold. Nothing given matches everything.")
                @Default("{}")
                MatchConfig match,
        @Doc("Where they go.") ToConfig to,
        @Doc(
                        "For the whole exchange, bodies included; a WebSocket or other tunnel has to be open by then, and may stay. For endless streams, set none. Default: none.")
                @Range(min = "1ms", max = "7d")
                @Nullable Duration timeout,
        @Doc(
                        "Who goes first when there is not enough for all; lowers what a caller's tenant says, never raises it. Default: the tenant's, or normal.")
                @Nullable Priority priority,
        @Doc("Policies of this route, after the global ones of the same stage.")
                List<PolicyEntry> policies,
        @Doc("Names or kinds of global policies that do not apply here.") List<String> except) {}
