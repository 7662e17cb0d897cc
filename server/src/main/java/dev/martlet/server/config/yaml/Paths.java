// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.yaml;

import java.util.regex.Pattern;

/** Writes the places of a document: {@code routes[3].match.headers["x.y"]}. */
public final class Paths {
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_-]{1,100}");

    private Paths() {}

    /** The place of a key; one that is not a plain word is quoted. */
    public static String key(String parent, String key) {
        if (!WORD.matcher(key).matches()) {
            String shown = key.length() > 60 ? key.substring(0, 60) + "…" : key;
            return parent + "[\"" + shown.replaceAll("[\"\\p{Cntrl}]", "?") + "\"]";
        }
        return parent.isEmpty() ? key : parent + "." + key;
    }

    /** The place of an element. */
    public static String index(String parent, int index) {
        return parent + "[" + index + "]";
    }
}
