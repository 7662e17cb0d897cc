// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Matches;
import dev.martlet.core.config.MatchesKeys;
import dev.martlet.core.config.Range;
import java.util.Map;

/** A fixed answer. */
@Doc("A fixed answer.")
public record RespondConfig(
        @Doc("Its status.") @Default("200") @Range(min = "200", max = "599") int status,
        @Doc("Its headers.")
                @MatchesKeys(value = Names.TOKEN, expected = "a header's name")
                @Matches(value = Names.HEADER_VALUE, expected = "text without line breaks")
                Map<String, String> headers,
        @Doc("Its body, as UTF-8 text.") @Default("") String body) {}
