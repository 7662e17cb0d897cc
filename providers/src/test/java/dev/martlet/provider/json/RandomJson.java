// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Valid objects with all the freedom that JSON gives a writer. */
final class RandomJson {
    private static final String[] SPACES = {"", "", "", " ", "\n\t", "\r\n  "};
    private static final String[] SCALARS = {
        "true",
        "false",
        "null",
        "0",
        "-1",
        "1.50",
        "1e5",
        "-2.5E-3",
        "12345678901234567890",
        "\"\"",
        "\"a\"",
        "\"\\\"\\\\\\/\\b\"",
        "\"}],{[:\"",
        "\"\\u00e9\\ud83d\\ude00é😀\"",
        "\"0123456789abcdefghij\""
    };

    private RandomJson() {}

    static String object(Random random, List<String> names) {
        var out = new StringBuilder(space(random)).append('{').append(space(random));
        int members = random.nextInt(6);
        for (int i = 0; i < members; i++) {
            if (i > 0) {
                out.append(space(random)).append(',').append(space(random));
            }
            String name = "n" + i + (random.nextInt(4) == 0 ? "é\"" : "");
            names.add(name);
            out.append('"').append(escaped(random, name)).append('"').append(space(random));
            out.append(':').append(space(random)).append(value(random, 3));
        }
        return out.append(space(random)).append('}').append(space(random)).toString();
    }

    /** The bytes of a value, as text. */
    static String raw(String json, JsonMembers members, String name) {
        byte[] bytes = json.getBytes(UTF_8);
        for (int i = 0; i < members.size(); i++) {
            if (members.name(i).equals(name)) {
                int start = members.nameStart(i);
                return new String(Arrays.copyOfRange(bytes, start, members.end(i)), UTF_8);
            }
        }
        throw new AssertionError(name);
    }

    private static String escaped(Random random, String name) {
        String escaped = name.replace("\"", "\\\"");
        return random.nextInt(4) == 0 ? escaped.replace("n", "\\u006e") : escaped;
    }

    private static String value(Random random, int depth) {
        int kind = random.nextInt(depth == 0 ? 1 : 4);
        if (kind < 2) {
            return SCALARS[random.nextInt(SCALARS.length)];
        }
        var out = new StringBuilder(kind == 2 ? "[" : "{").append(space(random));
        int size = random.nextInt(4);
        for (int i = 0; i < size; i++) {
            out.append(i > 0 ? "," : "").append(space(random));
            out.append(kind == 3 ? "\"k" + i + "\":" : "").append(value(random, depth - 1));
        }
        return out.append(space(random)).append(kind == 2 ? "]" : "}").toString();
    }

    private static String space(Random random) {
        return SPACES[random.nextInt(SPACES.length)];
    }
}
