// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.util.Locale;
import java.util.Optional;

/**
 * One table of {@code bench chat}.
 *
 * @param which case
 * @param result connections, or streams at the same time, and all measurements
 */
record ChatCaseResult(ChatCase which, CaseResult result) {

    /** How many times its plain proxying a chat may cost Martlet. */
    private static final double BAR = 2.0;

    String markdown() {
        String title =
                "### %s, %d %s%n%n"
                        .formatted(
                                which.title(),
                                result.connections(),
                                which.streamed() ? "at once" : connections());
        var tables = new CaseTables(result, ChatPeers.REFERENCE);
        return title
                + (which.streamed()
                        ? new StreamTables(result, ChatPeers.REFERENCE, which == ChatCase.PACED)
                                .markdown()
                        : tables.markdownWithoutHeading())
                + bar().orElse("");
    }

    private String connections() {
        return result.connections() == 1 ? "connection" : "connections";
    }

    /** Whether Martlet keeps to its bar; nothing if it or its plain proxying was not measured. */
    private Optional<String> bar() {
        return result.ratio(MartletPeer.NAME, ChatPeers.REFERENCE, Measurement::cpuMicrosPerRequest)
                .map(ratio ->
                        String.format(
                                Locale.ROOT,
                                "%nMartlet's CPU per chat ÷ per plain request: %s (bar: %.2f): %s.%n",
                                ratio.format(2),
                                BAR,
                                ratio.median() <= BAR ? "kept" : "missed"));
    }
}
