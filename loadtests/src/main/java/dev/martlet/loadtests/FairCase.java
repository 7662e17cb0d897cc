// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.util.Arrays;
import java.util.List;

/** A configuration of Martlet under which a calm tenant is measured beside a flooding one. */
enum FairCase {
    /** The service's capacity is known and configured. */
    FAIR("fair", "limit as configured", true),
    /** It is found. */
    ADAPTIVE("fair-adaptive", "adaptive limit", false),
    /** What it is like without shares. */
    FIFO("fair-fifo", "one share for all", false);

    private final String template;
    private final String words;
    private final boolean judged;

    FairCase(String template, String words, boolean judged) {
        this.template = template;
        this.words = words;
        this.judged = judged;
    }

    static FairCase of(String name) {
        return Arrays.stream(values())
                .filter(one -> one.option().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "--cases: " + name + " (expected: any of " + options() + ")"));
    }

    static List<String> options() {
        return Arrays.stream(values()).map(FairCase::option).toList();
    }

    private String option() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    String template() {
        return template;
    }

    String words() {
        return words;
    }

    /** Whether the run fails if the calm tenant notices the other one too much. */
    boolean judged() {
        return judged;
    }
}
