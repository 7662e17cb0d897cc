// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.shape;

import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Matches;
import dev.martlet.core.config.OneOf;
import dev.martlet.core.config.OneOrMany;
import dev.martlet.core.config.Regex;
import dev.martlet.core.route.PathDemand;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Changes of a request's target.
 *
 * @param path the new path, or null; {@code {name}} stands for a segment that the route matched, a
 *     {@code /**} at the end for what the route's own {@code /**} matched
 * @param regex replaces parts of the path, or null
 * @param host the new authority, or null
 * @param query changes of the query, or null
 */
@Doc("Changes the target of a request before it is sent on.")
@OneOf(
        value = {"path", "regex"},
        required = false)
public record RewriteConfig(
        @Doc(
                        "The new path. /api/** takes over what the route's /** matched, {name} what"
                                + " its {name} matched.")
                @Matches(
                        value = "/[!-\"$->@-~]{0,2000}",
                        expected = "a path such as /api/**, without query")
                @Nullable String path,
        @Doc("Replaces what matches in the path.") @Nullable RegexReplace regex,
        @Doc("The new host, with a port if needed.")
                @Matches(
                        value =
                                "([A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?|\\[[0-9a-fA-F:.]{2,45}\\])(:[0-9]{1,5})?",
                        expected = "a host such as internal.example.com or 10.0.0.1:8080")
                @Nullable String host,
        @Doc("Changes of the query.") @Nullable QueryChanges query)
        implements PathDemand {
    public RewriteConfig {
        if (path == null && regex == null && host == null && query == null) {
            throw new IllegalArgumentException(
                    "nothing is rewritten (expected: path, regex, host or query)");
        }
        if (path != null) {
            PathTemplate.of(path); // throws if it is none
        }
    }

    /**
     * The variables that the path needs from the route.
     *
     * @return their names
     */
    @Override
    public Set<String> variables() {
        return path == null ? Set.of() : PathTemplate.of(path).variables();
    }

    /**
     * Whether the path ends with what the route's {@code /**} matched.
     *
     * @return true if so
     */
    @Override
    public boolean needsRest() {
        return path != null && PathTemplate.of(path).takesRest();
    }

    /**
     * Replaces every match in the path.
     *
     * @param match RE2 syntax
     * @param replace {@code $1} stands for the first group, {@code $$} for a dollar sign
     */
    @Doc("Replaces every match in the path.")
    public record RegexReplace(
            @Doc("What is replaced, in RE2 syntax; ^ and $ are the ends of the path.") @Regex
                    String match,
            @Doc("What it becomes; $1 stands for the first group, $$ for a dollar sign.")
                    @Matches(
                            value = "[!-\"$->@-~]{0,2000}",
                            expected = "part of a path, without ? and #")
                    String replace) {
        public RegexReplace {
            new PathReplacement(match, replace); // throws if it is none
        }
    }

    /**
     * Changes of the query; names and values are written plainly and encoded as needed.
     *
     * @param set parameters that replace those of the same name
     * @param add parameters that join those of the same name
     * @param remove names
     */
    @Doc("Changes of the query: remove, then set, then add. Written plainly, encoded as needed.")
    public record QueryChanges(
            @Doc("Parameters that replace those of the same name.") Map<String, String> set,
            @Doc("Parameters that are added to those of the same name.") Map<String, String> add,
            @Doc("Parameters that are removed.") @OneOrMany List<String> remove) {
        public QueryChanges {
            if (set.isEmpty() && add.isEmpty() && remove.isEmpty()) {
                throw new IllegalArgumentException(
                        "nothing is changed (expected: set, add or remove)");
            }
        }
    }
}
