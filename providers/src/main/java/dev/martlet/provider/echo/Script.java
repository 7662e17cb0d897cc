// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.echo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a message asks of the echo besides its text, one directive to a line at the beginning:
 *
 * <ul>
 *   <li>{@code /delay 250ms}: waits so long before the first token
 *   <li>{@code /pace 20ms}: waits so long before each further token of a stream
 *   <li>{@code /tokens 64}: answers so many words
 *   <li>{@code /tool NAME}: calls this tool
 *   <li>{@code /status 429}: fails with this status
 * </ul>
 *
 * @param delay before the first token
 * @param pace before each further token
 * @param tokens words to answer, or 0 for as many as the text has
 * @param tool to call, or null
 * @param status to fail with, or 200
 * @param text the rest of the message
 */
record Script(
        Duration delay, Duration pace, int tokens, @Nullable String tool, int status, String text) {
    private static final Pattern DIRECTIVE =
            Pattern.compile("/(delay|pace|tokens|tool|status)[ \\t]+(\\S{1,100})[ \\t]*(\\n|$)");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(ms|s)");
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final int MOST_TOKENS = 100_000;

    static Script parse(String message) {
        var script = new Script(Duration.ZERO, Duration.ZERO, 0, null, 200, message);
        Matcher directive = DIRECTIVE.matcher(message);
        while (directive.lookingAt()) {
            script =
                    script.with(directive.group(1), directive.group(2))
                            .rest(message.substring(directive.end()));
            directive.region(directive.end(), message.length());
        }
        return script;
    }

    private Script with(String name, String value) {
        return switch (name) {
            case "delay" -> new Script(duration(value), pace, tokens, tool, status, text);
            case "pace" -> new Script(delay, duration(value), tokens, tool, status, text);
            case "tokens" ->
                    new Script(delay, pace, number(value, MOST_TOKENS), tool, status, text);
            case "tool" -> new Script(delay, pace, tokens, value, status, text);
            case "status" -> new Script(delay, pace, tokens, tool, failing(value), text);
            default -> this;
        };
    }

    private Script rest(String left) {
        return new Script(delay, pace, tokens, tool, status, left);
    }

    private static int failing(String value) {
        int status = number(value, 599);
        return status >= 400 ? status : 200;
    }

    private static int number(String value, int most) {
        return value.matches("\\d{1,9}") ? Math.min(Integer.parseInt(value), most) : 0;
    }

    private static Duration duration(String value) {
        Matcher matcher = DURATION.matcher(value.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return Duration.ZERO;
        }
        long number = Long.parseLong(matcher.group(1));
        Duration asked =
                matcher.group(2).equals("s")
                        ? Duration.ofSeconds(number)
                        : Duration.ofMillis(number);
        return asked.compareTo(LONGEST) < 0 ? asked : LONGEST;
    }

    /** The words to answer, each with the blank before it. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        String[] said = text.isBlank() ? new String[] {"echo"} : text.strip().split("(?=\\s)");
        int count = tokens == 0 ? said.length : tokens;
        for (int i = 0; i < count; i++) {
            String word = said[i % said.length];
            boolean glue = i > 0 && i % said.length == 0;
            words.add(glue ? " " + word : word);
        }
        return words;
    }
}
