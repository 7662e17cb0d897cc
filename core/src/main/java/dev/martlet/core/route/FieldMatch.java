// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.route;

import java.util.Locale;

/**
 * A condition on one header field or one query parameter.
 *
 * @param name the field's name
 * @param value what its value must be
 */
public record FieldMatch(String name, ValueMatch value) {
    public FieldMatch {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("name: '' (expected: the name of a field)");
        }
    }

    /**
     * A condition on a header. Its name is compared without regard to case. A header that was sent
     * in several lines has one value: the lines' values in order, with {@code ", "} between them
     * (RFC 9110, section 5.3), so a second line cannot sneak past a comparison with the first.
     *
     * @param name the header's name
     * @param value what its value must be
     * @return the condition
     * @throws IllegalArgumentException for {@code host}, which is matched as the route's host
     */
    public static FieldMatch header(String name, ValueMatch value) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.equals("host")) {
            throw new IllegalArgumentException(
                    "headers: " + name + " (expected: the host under match.host)");
        }
        return new FieldMatch(lower, value);
    }

    /**
     * A condition on a query parameter. Its name is compared with case, after decoding; of a
     * parameter that was sent more than once the first value counts (see {@link QueryText}).
     *
     * @param name the parameter's name, decoded
     * @param value what its decoded value must be
     * @return the condition
     */
    public static FieldMatch query(String name, ValueMatch value) {
        return new FieldMatch(name, value);
    }

    @Override
    public String toString() {
        return name + value;
    }
}
