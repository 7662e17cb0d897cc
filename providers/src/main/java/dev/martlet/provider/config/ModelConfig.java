// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.config;

import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Matches;
import dev.martlet.core.config.OneOf;
import dev.martlet.core.config.OrNone;
import dev.martlet.core.config.Range;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A name that clients send as {@code model}, and what answers for it. */
@Doc("A name that clients send as model, and what answers for it.")
@OneOf({"targets", "rules"})
public record ModelConfig(
        @Doc("The name; a * at its end stands for any rest.")
                @Matches(value = ProviderNames.MODEL, expected = ProviderNames.MODEL_EXPECTED)
                String name,
        @Doc("What can answer.") List<TargetConfig> targets,
        @Doc("Chooses another alias by the request; the first rule that holds decides.")
                List<RuleConfig> rules,
        @Doc("How one of several targets is chosen.") @Default("weighted") ModelBalance balance,
        @Doc("Keeps a conversation at one target.") @Default("{}") AffinityConfig affinity,
        @Doc("What is tried when a target fails.") @Default("{}") FailoverConfig failover,
        @Doc("What happens to fields that the provider's dialect cannot say.") @Default("refuse")
                Unsupported unsupported,
        @Doc("A comment is sent when a stream has been silent so long; none sends nothing.")
                @Default("15s")
                @Range(min = "100ms", max = "10m")
                @OrNone
                @Nullable Duration keepAlive) {}
