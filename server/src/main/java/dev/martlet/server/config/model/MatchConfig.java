// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Expression;
import dev.martlet.core.config.Matches;
import dev.martlet.core.config.MatchesKeys;
import dev.martlet.core.config.NonEmpty;
import dev.martlet.core.config.OneOrMany;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Conditions on a request. */
@Doc("Conditions on a request; all of them have to hold.")
public record MatchConfig(
        @Doc("One or several host names; *.example.com stands for any name below it. No port.")
                @OneOrMany
                @Matches(
                        value =
                                "\\*|(\\*\\.)?[A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?|\\[[0-9a-fA-F:.]{2,45}\\]",
                        expected = "a host such as api.example.com or *.example.com")
                List<String> host,
        @Doc("An exact path, a template such as /a/{id}/b, a prefix such as /a/**, or a regex.")
                @Nullable PathMatch path,
        @Doc("HTTP methods, in capitals.")
                @OneOrMany
                @Matches(value = Names.METHOD, expected = "an HTTP method such as GET")
                List<String> methods,
        @Doc("Header names and what their value has to be; \"*\" means present.")
                @MatchesKeys(value = Names.TOKEN, expected = "a header's name")
                Map<String, ValueMatch> headers,
        @Doc("Query parameters and what their value has to be; \"*\" means present.")
                Map<String, ValueMatch> query,
        @Doc("A CEL expression over request.") @Expression @NonEmpty @Nullable String when) {}
