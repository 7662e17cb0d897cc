// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.bind;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.martlet.core.config.Expression;
import dev.martlet.core.config.Matches;
import dev.martlet.core.config.NonEmpty;
import dev.martlet.core.config.Range;
import dev.martlet.core.config.Regex;
import dev.martlet.core.config.Repetitions;
import dev.martlet.core.config.Values;
import dev.martlet.server.config.yaml.Quoted;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the annotations of a component ask of each scalar in it. */
final class Rules {
    private final Scalars scalars;
    private final ExpressionChecker expressions;

    Rules(Scalars scalars, ExpressionChecker expressions) {
        this.scalars = scalars;
        this.expressions = expressions;
    }

    /**
     * Throws {@link BadValue} if the value breaks a rule; {@code shown} stands for it in messages.
     */
    void check(Slot slot, Class<?> type, Object value, String text, String shown) {
        if (slot.has(NonEmpty.class) && Scalars.empty(value)) {
            throw new BadValue("the text is empty", "at least one character");
        }
        range(slot.annotation(Range.class), type, value, shown);
        values(slot.annotation(Values.class), text, shown);
        matches(slot, text, shown);
        if (slot.has(Regex.class)) {
            regex(text);
        }
        Expression expression = slot.annotation(Expression.class);
        if (expression != null) {
            expression(text, expression);
        }
    }

    @SuppressWarnings("unchecked")
    private void range(@Nullable Range range, Class<?> type, Object value, String shown) {
        if (range == null) {
            return;
        }
        Comparable<Object> comparable = (Comparable<Object>) value;
        boolean low = !range.min().isEmpty() && comparable.compareTo(bound(type, range.min())) < 0;
        boolean high = !range.max().isEmpty() && comparable.compareTo(bound(type, range.max())) > 0;
        if (low || high) {
            throw new BadValue(
                    "the value " + Quoted.of(shown) + " is out of range", Bounds.words(range));
        }
    }

    private Object bound(Class<?> type, String text) {
        return scalars.parse(type, text, text);
    }

    private static void values(@Nullable Values values, String text, String shown) {
        if (values == null) {
            return;
        }
        List<String> known = Arrays.asList(values.value());
        if (!known.contains(text)) {
            String what = "the value " + Quoted.of(shown) + " is not valid";
            throw new BadValue(
                    what, "one of: " + String.join(", ", known), Nearest.of(text, known));
        }
    }

    private static void matches(Slot slot, String text, String shown) {
        Matches matches = slot.annotation(Matches.class);
        var pattern = slot.pattern();
        if (matches != null && pattern != null && !pattern.matcher(text).matches()) {
            throw new BadValue(
                    "the value " + Quoted.of(shown) + " is not valid", matches.expected());
        }
    }

    private static void regex(String text) {
        try {
            Repetitions.check(text);
        } catch (IllegalArgumentException e) {
            // Its message does not quote the text, which may be a secret.
            throw new BadValue(String.valueOf(e.getMessage()), null);
        }
        try {
            Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new BadValue("not a regular expression: " + e.getDescription(), "RE2 syntax");
        }
    }

    private void expression(String text, Expression expression) {
        String problem = expressions.problemOf(text, expression.value());
        if (problem != null) {
            throw new BadValue("the CEL expression does not compile: " + problem, null);
        }
    }
}
