// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.compile;

import dev.martlet.core.Expressions;
import dev.martlet.core.route.FieldMatch;
import dev.martlet.core.route.HostPattern;
import dev.martlet.core.route.Match;
import dev.martlet.core.route.PathPattern;
import dev.martlet.core.route.ValueMatch;
import dev.martlet.core.route.When;
import dev.martlet.server.config.model.MatchConfig;
import dev.martlet.server.config.model.PathMatch;
import dev.martlet.server.route.Regex;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a user writes about which requests a route takes, compiled. */
final class MatchMapping {
    private MatchMapping() {}

    static Match match(MatchConfig config, Expressions expressions) {
        Set<HostPattern> hosts =
                config.host().stream().map(HostPattern::parse).collect(Collectors.toSet());
        @Nullable String when = config.when();
        return new Match(
                hosts.isEmpty() ? Set.of(HostPattern.ANY) : hosts,
                path(config.path()),
                Set.copyOf(config.methods()),
                fields(config.headers(), FieldMatch::header),
                fields(config.query(), FieldMatch::query),
                when == null ? null : new When(when, expressions.condition(when)));
    }

    private static PathPattern path(@Nullable PathMatch path) {
        if (path == null) {
            return PathPattern.ALL;
        }
        return path.regex() != null
                ? PathPattern.regex(Regex.compile(path.regex()))
                : PathPattern.parse(String.valueOf(path.pattern()));
    }

    private static Set<FieldMatch> fields(
            Map<String, dev.martlet.server.config.model.ValueMatch> fields,
            BiFunction<String, ValueMatch, FieldMatch> field) {
        return fields.entrySet().stream()
                .map(entry -> field.apply(entry.getKey(), value(entry.getValue())))
                .collect(Collectors.toSet());
    }

    private static ValueMatch value(dev.martlet.server.config.model.ValueMatch value) {
        if (value.present()) {
            return new ValueMatch.Present();
        }
        return value.regex() != null
                ? new ValueMatch.Regex(Regex.compile(value.regex()))
                : new ValueMatch.Exact(String.valueOf(value.exact()));
    }
}
