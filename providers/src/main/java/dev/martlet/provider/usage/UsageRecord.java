// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.usage;

import dev.martlet.provider.chat.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one exchange with a model has used.
 *
 * @param tenant who pays, or null while nobody knows
 * @param asked what the client sent as the model
 * @param alias the name in the configuration that it stood for
 * @param provider who answered; empty if nobody did
 * @param model the provider's name of the model that answered; empty if none did
 * @param key which of the provider's keys was used, by its name; empty if nobody answered
 * @param tokens what was used; zeros if nobody answered
 * @param estimated whether the tokens, or a part of them, are an estimate
 * @param cost in US dollars; null if the price is unknown
 * @param latency from the beginning of the call to its end
 * @param firstToken from the beginning of the call to the first token, for a whole reply to the
 *     reply; null if there was none
 * @param tries how many targets were asked, each time counted
 * @param restarts how many times a broken stream was taken up by another try
 * @param outcome how it ended
 * @param reason for an error its stable name, for example {@code rate_limited}; else empty
 */
public record UsageRecord(
        @Nullable String tenant,
        String asked,
        String alias,
        String provider,
        String model,
        String key,
        Usage tokens,
        boolean estimated,
        @Nullable BigDecimal cost,
        Duration latency,
        @Nullable Duration firstToken,
        int tries,
        int restarts,
        Outcome outcome,
        String reason) {
    /** How an exchange ended. */
    public enum Outcome {
        /** The whole answer reached the client. */
        OK,
        /** There was no answer. */
        ERROR,
        /** The answer broke off, and the client was told so. */
        CUT,
        /** The client went away. */
        CANCELLED
    }
}
