// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http2;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import org.jspecify.annotations.Nullable;

/** One field line, checked once and then shared by all sections that refer to it by index. */
public final class HpackField {
    /** Added to name and value of each entry (RFC 7541, section 4.1). */
    private static final int OVERHEAD = 32;

    private final String name;
    private final String value;
    private final @Nullable Header header;

    /**
     * A field.
     *
     * @param known the name's object, if there is one: a name in a table was checked before
     * @param sensitive whether nobody further on may put it into a table (RFC 7541, section 6.2.3)
     */
    HpackField(String name, String value, @Nullable HeaderName known, boolean sensitive) {
        this.name = name;
        this.value = value;
        boolean valid = (known != null || isRegular(name)) && isValue(value);
        this.header = valid ? header(name, value, known, sensitive) : null;
    }

    /** In lower case, if the peer keeps to the rules. */
    public String name() {
        return name;
    }

    /** One character for each octet. */
    public String value() {
        return value;
    }

    /** Its share of a limit of fields, in bytes (RFC 9113, section 6.5.2). */
    public int size() {
        return name.length() + value.length() + OVERHEAD;
    }

    /** Whether the name begins with a colon. */
    public boolean isPseudo() {
        return !name.isEmpty() && name.charAt(0) == ':';
    }

    /** Null for a pseudo-header field, and for one that is not valid (RFC 9113, section 8.2.1). */
    public @Nullable Header header() {
        return header;
    }

    @Nullable HeaderName headerName() {
        return header == null ? null : header.headerName();
    }

    private static Header header(
            String name, String value, @Nullable HeaderName known, boolean sensitive) {
        HeaderName headerName = known == null ? HeaderNames.createFromLowercase(name) : known;
        return HeaderValues.create(headerName, false, sensitive, value);
    }

    /** A token without capitals. */
    private static boolean isRegular(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean valid =
                    (c >= 'a' && c <= 'z')
                            || (c >= '0' && c <= '9')
                            || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
            if (!valid) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private static boolean isValue(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f) {
                return false;
            }
        }
        return value.isEmpty()
                || !(isBlank(value.charAt(0)) || isBlank(value.charAt(value.length() - 1)));
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
