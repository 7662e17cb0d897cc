// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.bind;

import dev.martlet.server.config.yaml.Quoted;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Replaces placeholders: a dollar sign and a variable's name in braces, with an optional default
 * after ":-". Two dollar signs before a brace stand for one, literally.
 */
final class Placeholders {
    private static final Pattern PLACEHOLDER =
            Pattern.compile("\\$\\$\\{|\\$\\{([A-Za-z_][A-Za-z0-9_]*)(:-([^}]*))?}|\\$\\{");

    /** Values from the environment are no place for megabytes. */
    private static final int MAX_LENGTH = 1024 * 1024;

    private final UnaryOperator<@Nullable String> environment;
    private final Consumer<String> hide;

    /**
     * The environment gives null for an unknown name; {@code hide} is told of each value taken from
     * it.
     */
    Placeholders(UnaryOperator<@Nullable String> environment, Consumer<String> hide) {
        this.environment = environment;
        this.hide = hide;
    }

    static boolean present(String text) {
        return text.contains("${");
    }

    /** The text with everything filled in; throws {@link BadValue} for a name that has no value. */
    String fill(String text) {
        StringBuilder out = new StringBuilder();
        Matcher matcher = PLACEHOLDER.matcher(text);
        int end = 0;
        while (matcher.find()) {
            out.append(text, end, matcher.start()).append(replacement(matcher));
            end = matcher.end();
            if (out.length() > MAX_LENGTH) {
                throw new BadValue("too long with its placeholders filled in", "at most 1MiB");
            }
        }
        return out.append(text, end, text.length()).toString();
    }

    private String replacement(Matcher matcher) {
        if (matcher.group().equals("$${")) {
            return "${";
        }
        String name = matcher.group(1);
        if (name == null) {
            String expected = "${NAME} or ${NAME:-default}; $${ for the characters themselves";
            throw new BadValue("a placeholder is not well formed", expected);
        }
        String value = environment.apply(name);
        if (value != null && !(value.isEmpty() && matcher.group(2) != null)) {
            hide.accept(value);
            return value;
        }
        if (matcher.group(2) != null) {
            return matcher.group(3);
        }
        String message = "the environment variable " + Quoted.of(name) + " is not set";
        throw new BadValue(message, "a value, or a default as in ${" + name + ":-default}");
    }
}
