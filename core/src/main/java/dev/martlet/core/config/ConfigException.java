// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot be used, with everything that is wrong with it. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /** At least one problem. */
    public ConfigException(List<Problem> problems) {
        super(
                problems.stream().map(Problem::toString).collect(Collectors.joining("\n")),
                null,
                false,
                false);
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("problems: empty (expected: at least one)");
        }
        this.problems = List.copyOf(problems);
    }

    /** In the order of the file. */
    public List<Problem> problems() {
        return problems;
    }
}
