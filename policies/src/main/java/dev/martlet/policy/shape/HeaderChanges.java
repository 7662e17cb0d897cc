// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.shape;

import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Matches;
import dev.martlet.core.config.MatchesKeys;
import dev.martlet.core.config.OneOrMany;
import dev.martlet.core.http.Tokens;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What happens to the fields of a message: first those to remove go, then those to set replace what
 * is there, then those to add join it.
 *
 * @param set names and values
 * @param add names and values
 * @param remove names
 */
@Doc("What happens to headers: remove, then set, then add.")
public record HeaderChanges(
        @Doc("Headers that replace those of the same name.")
                @MatchesKeys(value = HeaderForms.TOKEN, expected = HeaderForms.NAME)
                @Matches(value = HeaderForms.VALUE, expected = "printable ASCII, no line breaks")
                Map<String, String> set,
        @Doc("Headers that are added to those of the same name.")
                @MatchesKeys(value = HeaderForms.TOKEN, expected = HeaderForms.NAME)
                @Matches(value = HeaderForms.VALUE, expected = "printable ASCII, no line breaks")
                Map<String, String> add,
        @Doc("Headers that are removed.")
                @OneOrMany
                @Matches(value = HeaderForms.TOKEN, expected = HeaderForms.NAME)
                List<String> remove) {
    /** What frames a message or belongs to one connection: changing it would break either. */
    private static final Set<String> OURS =
            Set.of(
                    "connection",
                    "content-length",
                    "http2-settings",
                    "keep-alive",
                    "proxy-connection",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade");

    public HeaderChanges {
        set.keySet().forEach(name -> check("set", name));
        add.keySet().forEach(name -> check("add", name));
        remove.forEach(name -> check("remove", name));
        Stream.concat(set.values().stream(), add.values().stream())
                .forEach(HeaderChanges::checkValue);
        checkDifferent("set", set);
        checkDifferent("add", add);
        set = Map.copyOf(new LinkedHashMap<>(set));
        add = Map.copyOf(new LinkedHashMap<>(add));
        remove = List.copyOf(remove);
    }

    /** Whether nothing happens. */
    boolean isEmpty() {
        return set.isEmpty() && add.isEmpty() && remove.isEmpty();
    }

    private static void check(String key, String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.equals("host")) {
            throw new IllegalArgumentException(
                    key + ": " + name + " (expected: a policy of kind rewrite, with host)");
        }
        if (!Tokens.isToken(name) || OURS.contains(lower)) {
            throw new IllegalArgumentException(
                    key
                            + ": "
                            + name
                            + " (expected: a header that does not frame the message or belong to"
                            + " one connection)");
        }
    }

    private static void checkValue(String value) {
        if (!Tokens.isFieldValue(value)) {
            // Without the value: it may be a secret.
            throw new IllegalArgumentException(
                    "a value is not valid (expected: printable ASCII, no line breaks)");
        }
    }

    private static void checkDifferent(String key, Map<String, String> fields) {
        Set<String> seen = new HashSet<>();
        for (String name : fields.keySet()) {
            if (!seen.add(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException(
                        key + ": " + name + " is given twice (expected: each name once)");
            }
        }
    }
}
