// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.gemini;

import dev.martlet.provider.chat.Feature;
import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.chat.OutputFormat;
import dev.martlet.provider.chat.Sampling;
import dev.martlet.provider.chat.Thinking;
import dev.martlet.provider.dialect.Fields;
import dev.martlet.provider.json.Json;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code generationConfig}. */
final class Generation {
    private static final String JSON = "application/json";

    /** From this version on, models are told a level of thinking; before, a budget of tokens. */
    private static final int NEWER_FROM = 3;

    private static final Pattern VERSION = Pattern.compile("gemini-(\\d+)");

    private Generation() {}

    static Sampling sampling(Fields config) {
        return new Sampling(
                config.number("temperature"),
                config.number("topP"),
                config.integer("topK"),
                config.integer("maxOutputTokens"),
                config.texts("stopSequences"),
                config.whole("seed"),
                config.number("presencePenalty"),
                config.number("frequencyPenalty"),
                config.integer("candidateCount"),
                config.flag("responseLogprobs"),
                config.integer("logprobs"));
    }

    static OutputFormat format(Fields config) {
        JsonNode schema = config.any("responseJsonSchema");
        JsonNode older = config.any("_responseJsonSchema");
        JsonNode openApi = config.any("responseSchema");
        if (schema == null) {
            schema = older;
        }
        if (schema == null && openApi != null) {
            schema = OpenApiReader.read(openApi);
        }
        JsonNode type = config.has("responseMimeType") ? peek(config) : null;
        if (schema != null) {
            config.any("responseMimeType");
            return new OutputFormat.JsonSchema("response", null, schema, null);
        }
        if (type == null) {
            return new OutputFormat.Text();
        }
        return switch (type.asString("")) {
            case JSON -> {
                config.any("responseMimeType");
                yield new OutputFormat.JsonObject();
            }
            case "text/plain" -> {
                config.any("responseMimeType");
                yield new OutputFormat.Text();
            }
            // left for the extras
            default -> new OutputFormat.Text();
        };
    }

    private static @Nullable JsonNode peek(Fields config) {
        JsonNode camel = config.node().get("responseMimeType");
        return camel == null ? config.node().get("response_mime_type") : camel;
    }

    static @Nullable Thinking thinking(Fields config) {
        Fields thinking = config.object("thinkingConfig");
        if (thinking == null) {
            return null;
        }
        Boolean show = thinking.flag("includeThoughts");
        Integer budget = thinking.integer("thinkingBudget");
        String level = thinking.text("thinkingLevel");
        String effort =
                level == null || level.equals("THINKING_LEVEL_UNSPECIFIED")
                        ? null
                        : level.toLowerCase(Locale.ROOT);
        if (budget != null && budget == 0) {
            return new Thinking(false, null, null, show);
        }
        // below 0 the model decides
        return new Thinking(true, effort, budget == null || budget < 0 ? null : budget, show);
    }

    static void write(ObjectNode into, Sampling sampling, Losses losses) {
        put(into, "temperature", sampling.temperature());
        put(into, "topP", sampling.topP());
        put(into, "topK", sampling.topK());
        put(into, "candidateCount", sampling.choices());
        put(into, "maxOutputTokens", sampling.maxOutputTokens());
        if (!sampling.stop().isEmpty()) {
            sampling.stop().forEach(into.withArray("stopSequences")::add);
        }
        put(into, "presencePenalty", sampling.presencePenalty());
        put(into, "frequencyPenalty", sampling.frequencyPenalty());
        seed(into, sampling.seed(), losses);
        if (Boolean.TRUE.equals(sampling.logprobs())) {
            into.put("responseLogprobs", true);
            put(into, "logprobs", sampling.topLogprobs());
        }
    }

    /** The API's seed has 32 bits. */
    private static void seed(ObjectNode into, @Nullable Long seed, Losses losses) {
        if (seed == null) {
            return;
        }
        if (seed.intValue() == seed) {
            into.put("seed", seed.intValue());
        } else {
            losses.feature(Feature.SEED);
        }
    }

    private static void put(ObjectNode into, String name, @Nullable BigDecimal value) {
        if (value != null) {
            into.put(name, value);
        }
    }

    private static void put(ObjectNode into, String name, @Nullable Integer value) {
        if (value != null) {
            into.put(name, value);
        }
    }

    static void write(ObjectNode into, OutputFormat format, SchemaForm form, Losses losses) {
        switch (format) {
            case OutputFormat.Text _ -> {}
            case OutputFormat.JsonObject _ -> into.put("responseMimeType", JSON);
            case OutputFormat.JsonSchema(_, _, JsonNode schema, _) -> {
                into.put("responseMimeType", JSON);
                if (form == SchemaForm.JSON_SCHEMA) {
                    into.set("responseJsonSchema", schema);
                } else {
                    into.set("responseSchema", OpenApiWriter.write(schema, "schema", losses));
                }
            }
        }
    }

    static void write(ObjectNode into, String model, @Nullable Thinking thinking) {
        if (thinking == null) {
            return;
        }
        ObjectNode config = Json.object();
        boolean levels = since3(model);
        if (!thinking.enabled()) {
            if (levels) {
                // these models cannot be told not to think
                config.put("thinkingLevel", "MINIMAL");
            } else {
                config.put("thinkingBudget", 0);
            }
        } else if (thinking.budget() != null) {
            config.put("thinkingBudget", thinking.budget());
        } else if (thinking.effort() != null) {
            effort(config, thinking, levels);
        }
        if (thinking.show() != null) {
            config.put("includeThoughts", thinking.show());
        }
        into.set("thinkingConfig", config);
    }

    private static void effort(ObjectNode config, Thinking thinking, boolean levels) {
        if (!levels) {
            config.put("thinkingBudget", thinking.budgetOrGuess());
            return;
        }
        String effort = thinking.effortOrGuess();
        config.put(
                "thinkingLevel",
                switch (effort) {
                    case "minimal", "low", "medium" -> effort.toUpperCase(Locale.ROOT);
                    default -> "HIGH";
                });
    }

    /** Whether a model is of a version that takes levels and insists on signatures. */
    static boolean since3(String model) {
        Matcher version = VERSION.matcher(model);
        return version.find()
                && version.group(1).length() < 3
                && Integer.parseInt(version.group(1)) >= NEWER_FROM;
    }
}
