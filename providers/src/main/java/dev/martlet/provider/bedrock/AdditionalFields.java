// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.bedrock;

import dev.martlet.provider.chat.ChatRequest;
import dev.martlet.provider.chat.Feature;
import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.chat.Thinking;
import dev.martlet.provider.dialect.Place;
import dev.martlet.provider.json.Json;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code additionalModelRequestFields}: what the models of each maker take beside what all have in
 * common.
 */
final class AdditionalFields {
    private static final int LEAST_BUDGET = 1_024;
    private static final Set<String> KNOWN =
            Set.of("top_k", "thinking", "reasoning_config", "reasoning_effort", "reasoningConfig");

    private final Place place;

    AdditionalFields(Place place) {
        this.place = place.absent() ? place : place.object();
    }

    @Nullable Integer topK() {
        Integer topK = place.at("top_k").integerOrNull();
        return topK == null ? place.at("inferenceConfig").at("topK").integerOrNull() : topK;
    }

    @Nullable Thinking thinking() {
        Place claude =
                place.at("thinking").absent() ? place.at("reasoning_config") : place.at("thinking");
        if (!claude.absent()) {
            String type = claude.object().at("type").text();
            return new Thinking(
                    !type.equals("disabled"),
                    place.at("output_config").at("effort").textOrNull(),
                    claude.at("budget_tokens").integerOrNull(),
                    null);
        }
        String effort = place.at("reasoning_effort").textOrNull();
        if (effort != null) {
            return new Thinking(!effort.equals("none"), effort, null, null);
        }
        Place nova = place.at("reasoningConfig");
        if (!nova.absent()) {
            return new Thinking(
                    !"disabled".equals(nova.object().at("type").textOrNull()),
                    nova.at("maxReasoningEffort").textOrNull(),
                    null,
                    null);
        }
        return null;
    }

    /** What nobody but the model knows. */
    ObjectNode rest() {
        ObjectNode rest = Json.object();
        for (Map.Entry<String, JsonNode> member : place.node().properties()) {
            if (!KNOWN.contains(member.getKey())) {
                rest.set(member.getKey(), member.getValue());
            }
        }
        if (rest.path("inferenceConfig") instanceof ObjectNode inference && inference.has("topK")) {
            without(rest, "inferenceConfig", "topK");
        }
        if (thinking() != null
                && rest.path("output_config") instanceof ObjectNode output
                && output.has("effort")) {
            without(rest, "output_config", "effort");
        }
        return rest;
    }

    private static void without(ObjectNode rest, String name, String known) {
        ObjectNode copy = (ObjectNode) rest.get(name).deepCopy();
        copy.remove(known);
        if (copy.isEmpty()) {
            rest.remove(name);
        } else {
            rest.set(name, copy);
        }
    }

    static void write(ChatRequest request, ModelFamily family, ObjectNode into, Losses losses) {
        Integer topK = request.sampling().topK();
        if (topK != null) {
            if (family == ModelFamily.NOVA) {
                RequestWriter.child(into, "inferenceConfig").put("topK", topK);
            } else {
                into.put("top_k", topK);
            }
        }
        Thinking thinking = request.thinking();
        if (thinking == null) {
            return;
        }
        if (!thinking.enabled()) {
            // Thinking is off unless it is asked for, with the models that can do without.
            if (family == ModelFamily.GPT_OSS) {
                into.put("reasoning_effort", "low");
            }
            return;
        }
        switch (family) {
            case CLAUDE -> budget(thinking, request.sampling().maxOutputTokens(), into, losses);
            case CLAUDE_ADAPTIVE -> {
                into.putObject("thinking").put("type", "adaptive");
                RequestWriter.child(into, "output_config")
                        .put("effort", atLeastLow(thinking.effortOrGuess()));
            }
            case NOVA ->
                    into.putObject("reasoningConfig")
                            .put("type", "enabled")
                            .put("maxReasoningEffort", threeLevels(thinking.effortOrGuess()));
            case GPT_OSS -> into.put("reasoning_effort", threeLevels(thinking.effortOrGuess()));
            case OTHER -> {
                // Explicit budgets come from clients that know what the model takes.
                if (thinking.budget() != null) {
                    budget(thinking, null, into, losses);
                }
                // An effort is a wish: models without a knob think as much as they do.
            }
        }
    }

    /** A guessed budget has to fit into the answer's limit; one that was said is left alone. */
    private static void budget(
            Thinking thinking, @Nullable Integer maxTokens, ObjectNode into, Losses losses) {
        int budget =
                Math.max(thinking.budgetOrGuess(), thinking.budget() == null ? LEAST_BUDGET : 0);
        if (thinking.budget() == null && maxTokens != null && budget >= maxTokens) {
            budget = maxTokens / 2;
            if (budget < LEAST_BUDGET) {
                losses.feature(Feature.REASONING);
                return;
            }
        }
        into.putObject("thinking").put("type", "enabled").put("budget_tokens", budget);
    }

    private static String atLeastLow(String effort) {
        return effort.equals("minimal") || effort.equals("none") ? "low" : effort;
    }

    private static String threeLevels(String effort) {
        return switch (atLeastLow(effort)) {
            case "low" -> "low";
            case "medium" -> "medium";
            default -> "high";
        };
    }
}
