// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.yaml;

import org.jspecify.annotations.Nullable;

/**
 * The document is no YAML that we take. Unchecked and without a stack: it is caught by the loader
 * at once.
 */
public final class YamlProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;
    private final @Nullable String expected;
    private final String path;

    YamlProblem(int line, int column, String message, @Nullable String expected) {
        this(line, column, message, expected, "");
    }

    YamlProblem(int line, int column, String message, @Nullable String expected, String path) {
        super(message, null, false, false);
        this.line = line;
        this.column = column;
        this.expected = expected;
        this.path = path;
    }

    public int line() {
        return line;
    }

    public int column() {
        return column;
    }

    public @Nullable String expected() {
        return expected;
    }

    /** Where in the document; empty if the syntax leaves no place to name. */
    public String path() {
        return path;
    }
}
