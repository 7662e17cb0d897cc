// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.config;

/** The form of names in this package. */
final class ProviderNames {
    static final String PATTERN = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}";
    static final String EXPECTED = "a name of letters, digits, '.', '_' and '-'";

    /** A model's name as providers write them: {@code meta-llama/Llama-3.3-70B:free}. */
    static final String MODEL = "[A-Za-z0-9*][A-Za-z0-9._:/@+*-]{0,199}";

    static final String MODEL_EXPECTED = "a model's name, without spaces";

    private ProviderNames() {}
}
