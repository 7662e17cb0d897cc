// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.yaml;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;

/**
 * The parser's complaint in words of our own. The parser's text is never passed on whole: it quotes
 * the lines around the error, and with them whatever secret stands there.
 */
final class SyntaxProblem {
    /** A piece of the parser's words, and ours; the first that fits. */
    private static final List<Map.Entry<String, String>> WORDS =
            List.of(
                    Map.entry("could not find expected ':'", "a key is not followed by ':'"),
                    Map.entry(
                            "mapping values are not allowed here",
                            "a ':' that does not belong here"),
                    Map.entry(
                            "expected <block end>",
                            "this line does not fit the indentation around it"),
                    Map.entry("expected ',' or ']'", "a list in brackets is not closed"),
                    Map.entry("expected ',' or '}'", "a mapping in braces is not closed"),
                    Map.entry("found unexpected end of stream", "a quoted text is not closed"),
                    Map.entry("(TAB)", "a tab is used for indentation"),
                    Map.entry(
                            "cannot start any token",
                            "this character needs quotes around its text"),
                    Map.entry("found duplicate anchor", "an anchor is defined twice"),
                    Map.entry("found unknown escape", "an unknown escape in a quoted text"));

    private SyntaxProblem() {}

    static YamlProblem of(JacksonException failure) {
        if (failure.getCause() instanceof MarkedYamlEngineException marked) {
            Optional<Mark> mark = marked.getProblemMark().or(marked::getContextMark);
            int line = mark.map(m -> m.getLine() + 1).orElse(1);
            int column = mark.map(m -> m.getColumn() + 1).orElse(1);
            return new YamlProblem(
                    line, column, "not valid YAML: " + words(marked.getProblem()), null);
        }
        TokenStreamLocation at = failure.getLocation();
        int line = at == null ? 1 : Math.max(at.getLineNr(), 1);
        int column = at == null ? 1 : Math.max(at.getColumnNr(), 1);
        boolean deep =
                failure.getMessage() != null && failure.getMessage().contains("nesting depth");
        String message = deep ? "nested too deeply" : "not valid YAML";
        return new YamlProblem(line, column, message, null);
    }

    private static String words(String problem) {
        for (Map.Entry<String, String> entry : WORDS) {
            if (problem.contains(entry.getKey())) {
                return entry.getValue();
            }
        }
        // The parser's own words may quote the document.
        return "it cannot be read from here on";
    }
}
