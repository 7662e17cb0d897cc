// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A peer's configuration file with {@code @NAME@} where a value of this run belongs. */
record Template(Path file) {

    private static final Pattern NAME = Pattern.compile("@([A-Z_]+)@");

    String fill(Map<String, String> values) throws IOException {
        return NAME.matcher(Files.readString(file))
                .replaceAll(match -> value(match.group(1), values));
    }

    private String value(String name, Map<String, String> values) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    file + ": @" + name + "@ (expected: one of " + values.keySet() + ")");
        }
        return Matcher.quoteReplacement(value);
    }

    /** Writes the filled file and returns where. */
    Path write(Path target, Map<String, String> values) throws IOException {
        return Files.writeString(target, fill(values));
    }
}
