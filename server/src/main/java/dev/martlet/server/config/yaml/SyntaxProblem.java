// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.yaml;

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
    private static final Map<String, String> WORDS =
            Map.of(
                    "could not find expected ':'", "a key is not followed by ':'",
                    "mapping values are not allowed here", "a ':' that does not belong here",
                    "expected <block end>", "this line does not fit the indentation around it",
                    "expected ',' or ']'", "a list in brackets is not closed",
                    "expected ',' or '}'", "a mapping in braces is not closed",
                    "found unexpected end of stream", "a quoted text is not closed",
                    "found a tab character", "a tab is used for indentation",
                    "found character '\\t(TAB)'", "a tab is used for indentation",
                    "found duplicate anchor", "an anchor is defined twice",
                    "found unknown escape character", "an unknown escape in a quoted text");

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
        for (Map.Entry<String, String> entry : WORDS.entrySet()) {
            if (problem.contains(entry.getKey())) {
                return entry.getValue();
            }
        }
        // What is left tells of characters of the syntax, one at a time.
        return problem.length() > 100 ? "it cannot be read" : problem;
    }
}
