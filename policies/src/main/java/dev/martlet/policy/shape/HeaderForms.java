// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.shape;

/** Forms of names and values of header fields, as patterns for the binder and the schema. */
final class HeaderForms {
    static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}";
    static final String NAME = "a header's name";

    /** Empty, or printable ASCII that neither starts nor ends with a space. */
    static final String VALUE = "([!-~]([\\t -~]{0,8190}[!-~])?)?";

    private HeaderForms() {}
}
