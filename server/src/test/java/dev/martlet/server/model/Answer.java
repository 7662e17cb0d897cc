// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.model;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a fake provider answers: it follows from the request alone, and shows what of the request
 * has arrived.
 */
sealed interface Answer {
    /** A call for a city. */
    record Call(String city) {
        String arguments() {
            return "{\"city\":\"" + city + "\"}";
        }
    }

    /** Words. */
    record Text(String text) implements Answer {}

    /** A thought before the words. */
    record Thought(String thought, String signature, String text) implements Answer {}

    /** Calls of one tool, all at once. */
    record Calls(String tool, List<Call> calls) implements Answer {}

    /** An answer as arguments of a tool that had to be called. */
    record Forced(String tool, String arguments) implements Answer {}

    /** An error instead of an answer. */
    record Refused(int status, String message) implements Answer {}

    /** A stream that an error ends within. */
    record BreaksOff() implements Answer {}

    /** A stream that says a little, and then nothing more until the client goes. */
    record Endless() implements Answer {}

    /** The schema's answer. */
    String CITY = "{\"city\":\"Paris\",\"population\":2100000}";

    String THOUGHT = "Swallows never land.";
    String SIGNATURE = "c2lnbmVkLWJ5LXRoZS1wcm92aWRlcg==";

    String UNKNOWN_MODEL = "no-such-model";

    Pattern FAIL = Pattern.compile("fail with ([0-9]{3})");

    /** The answer to a request. */
    static Answer to(Asked asked) {
        if (asked.model().equals(UNKNOWN_MODEL)) {
            return new Refused(404, "The model does not exist: " + asked.model());
        }
        Matcher fail = FAIL.matcher(asked.text());
        if (fail.find()) {
            return new Refused(Integer.parseInt(fail.group(1)), "scripted failure");
        }
        if (!asked.results().isEmpty()) {
            return new Text(
                    "Degrees: " + String.join(", ", asked.results().stream().sorted().toList()));
        }
        if (!asked.forced().isEmpty()) {
            return new Forced(asked.forced(), CITY);
        }
        if (!asked.tools().isEmpty()) {
            return new Calls(
                    asked.tools().getFirst(), List.of(new Call("Paris"), new Call("Rome")));
        }
        if (!asked.schema().isEmpty()) {
            return new Text(CITY);
        }
        if (!asked.images().isEmpty()) {
            return new Text("I see " + String.join(", ", asked.images()));
        }
        return spoken(asked);
    }

    private static Answer spoken(Asked asked) {
        if (!asked.signature().isEmpty()) {
            return new Text("I had thought, signed " + asked.signature());
        }
        return switch (asked.text()) {
            case "think" -> new Thought(THOUGHT, SIGNATURE, "They sleep in the air.");
            case "break off" -> new BreaksOff();
            case "count for ever" -> new Endless();
            default -> new Text(asked.system() + "|" + asked.text());
        };
    }

    /** A text in three pieces, as tokens come; no character is cut. */
    static List<String> pieces(String text) {
        int length = text.codePointCount(0, text.length());
        int first = text.offsetByCodePoints(0, length / 3);
        int second = text.offsetByCodePoints(first, (length - length / 3) / 2);
        return List.of(
                text.substring(0, first), text.substring(first, second), text.substring(second));
    }
}
