// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.shape;

import dev.martlet.core.RouteMatch;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A path with holes: {@code /api/{id}/**}. What fills them is inserted as it was sent. */
final class PathTemplate {
    private final List<Part> parts;
    private final boolean rest;

    private PathTemplate(List<Part> parts, boolean rest) {
        this.parts = parts;
        this.rest = rest;
    }

    /**
     * Reads a template.
     *
     * @throws IllegalArgumentException if it is none
     */
    static PathTemplate of(String text) {
        boolean rest = text.endsWith("/**");
        String fixed = rest ? text.substring(0, text.length() - 3) : text;
        if (fixed.indexOf('*') >= 0) {
            throw new IllegalArgumentException(
                    "path: " + text + " (expected: ** at the end only, as /**)");
        }
        List<Part> parts = new ArrayList<>();
        int start = 0;
        while (start < fixed.length()) {
            int open = fixed.indexOf('{', start);
            int end = open < 0 ? fixed.length() : open;
            if (end > start) {
                parts.add(new Part(fixed.substring(start, end), false));
            }
            if (open < 0) {
                break;
            }
            int close = fixed.indexOf('}', open);
            String name = close < 0 ? "" : fixed.substring(open + 1, close);
            if (!name.matches("[A-Za-z_][A-Za-z0-9_-]*")) {
                throw new IllegalArgumentException(
                        "path: " + text + " (expected: variables such as {id})");
            }
            parts.add(new Part(name, true));
            start = close + 1;
        }
        String withoutHoles = String.join("x", parts.stream().map(Part::fixed).toList());
        if (withoutHoles.indexOf('}') >= 0
                || !(fixed.isEmpty()
                        || Paths.isValid(withoutHoles.isEmpty() ? "/" : withoutHoles))) {
            throw new IllegalArgumentException(
                    "path: " + text + " (expected: a path without . or .. as a segment)");
        }
        return new PathTemplate(List.copyOf(parts), rest);
    }

    Set<String> variables() {
        Set<String> names = new LinkedHashSet<>();
        parts.stream().filter(Part::variable).forEach(part -> names.add(part.text()));
        return names;
    }

    boolean takesRest() {
        return rest;
    }

    /**
     * Fills the holes.
     *
     * @throws IllegalStateException if the route has no such variable
     */
    String fill(RouteMatch match) {
        var out = new StringBuilder(64);
        for (Part part : parts) {
            out.append(part.variable() ? value(match.variables(), part.text()) : part.text());
        }
        if (rest) {
            out.append(match.rest());
        }
        return out.isEmpty() ? "/" : out.toString();
    }

    private static String value(Map<String, String> variables, String name) {
        String value = variables.get(name);
        if (value == null) {
            throw new IllegalStateException(
                    "rewrite: {" + name + "} (expected: a variable of the route's path)");
        }
        return value;
    }

    private record Part(String text, boolean variable) {
        String fixed() {
            return variable ? "" : text;
        }
    }
}
