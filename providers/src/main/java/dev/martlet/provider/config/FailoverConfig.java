// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.config;

import dev.martlet.core.config.DataSize;
import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Range;
import java.time.Duration;

/** What is tried when a target fails, and how long each part of an answer may take. */
@Doc("What is tried when a target fails, and how long each part of an answer may take.")
public record FailoverConfig(
        @Doc("Tries in all.") @Default("4") @Range(min = "1", max = "10") int attempts,
        @Doc("To the head of a stream, for each try.")
                @Default("30s")
                @Range(min = "1ms", max = "1h")
                Duration firstByte,
        @Doc("To the head of a reply that does not stream, for each try: it comes with the answer.")
                @Default("60s")
                @Range(min = "1ms", max = "1h")
                Duration whole,
        @Doc("To the first token of a stream, for each try.")
                @Default("60s")
                @Range(min = "1ms", max = "1h")
                Duration firstToken,
        @Doc("Silence within a stream.") @Default("60s") @Range(min = "1ms", max = "1h")
                Duration idle,
        @Doc("For one whole answer of one target.") @Default("10m") @Range(min = "1ms", max = "1d")
                Duration total,
        @Doc("Until something answers, over all tries.")
                @Default("2m")
                @Range(min = "1ms", max = "1d")
                Duration budget,
        @Doc("Longest wait for a limit to pass, if no other target can answer.")
                @Default("10s")
                @Range(min = "0s", max = "10m")
                Duration maxWait,
        @Doc("When an answer breaks off.") @Default("restart") MidStream midStream,
        @Doc("When a provider's content filter refuses.") @Default("stop")
                FilterAction contentFilter,
        @Doc("Requests above this size are not tried again.")
                @Default("16MiB")
                @Range(min = "0B", max = "1GiB")
                DataSize replayLimit) {}
