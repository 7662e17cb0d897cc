// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.route;

import dev.martlet.core.Condition;
import dev.martlet.core.Fixture;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** Writes routes as short as a test wants to read them. */
final class Specs {
    private final String name;
    private final Set<HostPattern> hosts = new HashSet<>();
    private PathPattern path = PathPattern.ALL;
    private Set<String> methods = Set.of();
    private final Set<FieldMatch> headers = new HashSet<>();
    private final Set<FieldMatch> query = new HashSet<>();
    private When when;

    private Specs(String name) {
        this.name = name;
    }

    static Specs route(String name) {
        return new Specs(name);
    }

    static Specs route(String name, String path) {
        return new Specs(name).path(path);
    }

    Specs host(String... patterns) {
        for (String pattern : patterns) {
            hosts.add(HostPattern.parse(pattern));
        }
        return this;
    }

    Specs path(String pattern) {
        path = PathPattern.parse(pattern);
        return this;
    }

    Specs regex(String source) {
        path = PathPattern.regex(textRegex(source));
        return this;
    }

    Specs methods(String... names) {
        methods = Set.of(names);
        return this;
    }

    Specs header(String header, String value) {
        headers.add(FieldMatch.header(header, value(value)));
        return this;
    }

    Specs query(String parameter, String value) {
        query.add(FieldMatch.query(parameter, value(value)));
        return this;
    }

    Specs when(String source, Condition condition) {
        when = new When(source, condition);
        return this;
    }

    RouteSpec spec() {
        Set<HostPattern> on = hosts.isEmpty() ? Set.of(HostPattern.ANY) : hosts;
        return new RouteSpec(
                Fixture.route(name), new Match(on, path, methods, headers, query, when));
    }

    /** As in a configuration: {@code *} is present, {@code ~} starts an expression. */
    private static ValueMatch value(String text) {
        if (text.equals("*")) {
            return new ValueMatch.Present();
        }
        return text.startsWith("~")
                ? new ValueMatch.Regex(textRegex(text.substring(1)))
                : new ValueMatch.Exact(text);
    }

    static TextRegex textRegex(String source) {
        return new TextRegex(source, Pattern.compile(source).asMatchPredicate());
    }
}
