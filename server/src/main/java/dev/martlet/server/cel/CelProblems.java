// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.cel;

import dev.cel.common.CelIssue;
import dev.cel.common.types.CelType;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Says what is wrong with an expression in one line that a person can read. */
final class CelProblems {
    private static final Pattern UNKNOWN =
            Pattern.compile("(undeclared reference to|undefined field) '([^']*)'.*");
    private static final Pattern NO_OVERLOAD =
            Pattern.compile(
                    "found no matching overload for '([^']*)' applied to '\\((.*?)\\)'.*",
                    Pattern.DOTALL);
    private static final Pattern OPERATOR = Pattern.compile("_?([^_]+)_?");

    private final List<String> variables = new ArrayList<>();
    private final List<String> fields = new ArrayList<>();

    CelProblems(List<Fields> declared, List<String> others) {
        for (Fields variable : declared) {
            variables.add(variable.variable());
            variable.names().forEach(fields::add);
        }
        variables.addAll(others);
    }

    /** {@code line:column: what is wrong}, both from 1; several are separated by semicolons. */
    String describe(List<CelIssue> issues) {
        return issues.stream().map(this::describe).distinct().collect(Collectors.joining("; "));
    }

    private String describe(CelIssue issue) {
        return issue.getSourceLocation().getLine()
                + ":"
                + (issue.getSourceLocation().getColumn() + 1)
                + ": "
                + readable(issue.getMessage().replaceAll("\\s+", " "));
    }

    private String readable(String message) {
        Matcher unknown = UNKNOWN.matcher(message);
        if (unknown.matches()) {
            boolean variable = unknown.group(1).startsWith("undeclared");
            String name = unknown.group(2);
            return unknown.group(1)
                    + " '"
                    + name
                    + "'"
                    + suggestion(name, variable ? variables : fields);
        }
        Matcher overload = NO_OVERLOAD.matcher(message);
        if (overload.matches()) {
            return "'"
                    + operator(overload.group(1))
                    + "' does not take ("
                    + overload.group(2)
                    + ")";
        }
        return message;
    }

    /** {@code _==_} as it is written. */
    private static String operator(String function) {
        Matcher operator = OPERATOR.matcher(function);
        return function.startsWith("_") && operator.matches() ? operator.group(1) : function;
    }

    String typeName(CelType type) {
        return variables.contains(type.name()) ? "the whole " + type.name() : type.name();
    }

    private static String suggestion(String name, List<String> known) {
        return known.stream()
                .filter(candidate -> distance(name, candidate) <= 2)
                .findFirst()
                .map(candidate -> " (did you mean '" + candidate + "'?)")
                .orElse(" (expected: " + String.join(", ", known) + ")");
    }

    /** Levenshtein's distance: insertions, deletions and replacements. */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
