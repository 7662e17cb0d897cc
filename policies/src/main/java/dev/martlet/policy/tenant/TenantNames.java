// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.tenant;

/** The form of names in {@code tenants}. */
final class TenantNames {
    /** Of tenants, keys, limits: they also are labels of metrics and parts of accounts' ids. */
    static final String PATTERN = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}";

    static final String EXPECTED = "a name of letters, digits, '.', '_' and '-'";

    /** Of what may be used: {@code *} stands for any characters, {@code !} takes away. */
    static final String GLOB = "!?[\"-~][!-~]{0,199}";

    static final String GLOB_EXPECTED = "a name, gpt-* for all that begin so, or !gpt-4* for none";

    private TenantNames() {}
}
