// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

/** The form of names that the user gives. */
public final class Names {
    /**
     * Letters, digits, '.', '_' and '-'; at most 63 characters, so that a name also fits a metric
     * label or a cookie.
     */
    public static final String PATTERN = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}";

    public static final String EXPECTED = "a name of letters, digits, '.', '_' and '-'";

    /** An HTTP token (RFC 9110, section 5.6.2): a header's name, a method, a cookie's name. */
    public static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}";

    public static final String METHOD = "[A-Z][A-Z0-9-]{0,31}";

    /** A header's value without control characters: a line break would start another header. */
    public static final String HEADER_VALUE = "[\\t\\u0020-\\u007e\\u00a0-\\ufffd]{0,8192}";

    private Names() {}
}
